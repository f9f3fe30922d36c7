/** A picture as it travels: at most 1,600 pixels, without what the camera wrote about place and hour. */
const LONGEST = 1600;
const QUALITY = 0.82;

export interface Taken {
  name: string;
  bytes: ArrayBuffer;
  preview: string;
}

function drawn(picture: ImageBitmap, longest: number): HTMLCanvasElement {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("canvas");
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

export async function take(file: File): Promise<Taken> {
  const picture = await createImageBitmap(file);
  const blob = await new Promise<Blob | null>((done) => drawn(picture, LONGEST).toBlob(done, "image/jpeg", QUALITY));
  if (!blob) throw new Error("canvas");
  const preview = drawn(picture, 160).toDataURL("image/jpeg", 0.7);
  picture.close();
  return { name: `${file.name.replace(/\.[^.]*$/, "").slice(0, 60) || "photo"}.jpg`, bytes: await blob.arrayBuffer(), preview };
}
