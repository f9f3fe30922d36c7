/** The five shapes, the plain points and the hatching, drawn once for the map's own picture list. */
import type { Palette } from "./palette";

const DENSITY = 2;
const SIZE = 24;

export interface Sign {
  name: string;
  picture: ImageData;
}

type Draw = (pen: CanvasRenderingContext2D) => void;

function path(...points: [number, number][]): Draw {
  return (pen) => {
    points.forEach(([x, y], index) => (index === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
    pen.closePath();
  };
}

const circle = (radius: number): Draw => (pen) => pen.arc(0, 0, radius, 0, 2 * Math.PI);

const SHAPES: Record<string, Draw> = {
  ok: circle(5.5),
  watch: path([0, -7.5], [8, 6.5], [-8, 6.5]),
  act: path([0, -9], [9, 0], [0, 9], [-9, 0]),
  stop: path([-7, -7], [7, -7], [7, 7], [-7, 7]),
  none: circle(5),
  unit: circle(4),
  station: path([-6, -6], [6, -6], [6, 6], [-6, 6]),
};

function sheet(size: number): CanvasRenderingContext2D | null {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * DENSITY;
  const pen = canvas.getContext("2d");
  pen?.scale(DENSITY, DENSITY);
  return pen;
}

function shape(name: string, draw: Draw, palette: Palette): Sign | null {
  const pen = sheet(SIZE);
  if (pen === null) return null;
  pen.translate(SIZE / 2, SIZE / 2);
  pen.beginPath();
  draw(pen);
  const isHollow = name === "none";
  pen.fillStyle = isHollow ? palette("surface") : palette(name in { unit: 0, station: 0 } ? "ink-2" : name);
  pen.strokeStyle = isHollow ? palette("none") : palette("surface");
  pen.lineWidth = isHollow ? 2 : 1.5;
  pen.fill();
  pen.stroke();
  return { name: `sign-${name}`, picture: pen.getImageData(0, 0, SIZE * DENSITY, SIZE * DENSITY) };
}

function hatch(palette: Palette): Sign | null {
  const size = 8;
  const pen = sheet(size);
  if (pen === null) return null;
  pen.strokeStyle = palette("map-grid");
  pen.globalAlpha = 0.55;
  pen.lineWidth = 0.9;
  pen.beginPath();
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
  }
  pen.stroke();
  return { name: "hatch", picture: pen.getImageData(0, 0, size * DENSITY, size * DENSITY) };
}

/** What stands behind the name of a station; the map stretches it. */
function box(palette: Palette): Sign | null {
  const pen = sheet(SIZE);
  if (pen === null) return null;
  pen.fillStyle = palette("ink-2");
  pen.fillRect(0, 0, SIZE, SIZE);
  return { name: "sign-box", picture: pen.getImageData(0, 0, SIZE * DENSITY, SIZE * DENSITY) };
}

export const density = DENSITY;

export function signs(palette: Palette): Sign[] {
  const drawn = Object.entries(SHAPES).map(([name, draw]) => shape(name, draw, palette));
  return [...drawn, hatch(palette), box(palette)].filter((each): each is Sign => each !== null);
}
