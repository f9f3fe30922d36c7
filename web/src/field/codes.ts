/** Reading a QR code from the camera or from a picture: by the browser where it can, else by a reader that is loaded only then. */
type Picture = HTMLVideoElement | ImageBitmap;
export type Reader = (from: Picture) => Promise<string[]>;

interface Detector {
  detect(from: Picture): Promise<{ rawValue: string }[]>;
}
declare global {
  interface Window {
    BarcodeDetector?: (new (wish: { formats: string[] }) => Detector) & { getSupportedFormats?: () => Promise<string[]> };
  }
}

/** A code that is held before a camera is found in a picture of this size; a larger one only takes longer. */
const LONGEST_PX = 900;

async function own(): Promise<Reader | null> {
  const Made = window.BarcodeDetector;
  // Some browsers have the name and no format behind it.
  const formats = Made ? await (Made.getSupportedFormats?.() ?? Promise.resolve(["qr_code"])).catch(() => []) : [];
  if (!Made || !formats.includes("qr_code")) return null;
  const detector = new Made({ formats: ["qr_code"] });
  return async (from) => (await detector.detect(from)).map(({ rawValue }) => rawValue);
}

function pixels(from: Picture): ImageData | null {
  const [width, height] = from instanceof HTMLVideoElement ? [from.videoWidth, from.videoHeight] : [from.width, from.height];
  const scale = Math.min(1, LONGEST_PX / Math.max(width, height, 1));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen || !canvas.width || !canvas.height) return null;
  pen.drawImage(from, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

async function loaded(): Promise<Reader> {
  const { default: jsQR } = await import("jsqr");
  return (from) => {
    const picture = pixels(from);
    const found = picture ? jsQR(picture.data, picture.width, picture.height) : null;
    return Promise.resolve(found ? [found.data] : []);
  };
}

/** What reads codes on this phone. */
export async function reader(): Promise<Reader> {
  return (await own()) ?? loaded();
}

/** The code in a picture file; nothing where it shows none. Refused where it is no picture. */
export async function codeIn(file: File): Promise<string | null> {
  const picture = await createImageBitmap(file);
  try {
    const [first] = await (await reader())(picture);
    return first ?? null;
  } finally {
    picture.close();
  }
}
