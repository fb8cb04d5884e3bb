// Which of the app's icons a picture in the panel is: by its shape, as colours are the theme's and may be changed on the way.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { decode } from "../../unit/tray/png.ts";
import type { Pixmap } from "./names.ts";

/** The name of the icon in this folder whose shape is nearest. */
export function shapeOf([width, , argb]: Pixmap, folder: string): string {
  const names = readdirSync(folder).filter((file) => file.endsWith(".png"));
  const distances = names.flatMap((file) => {
    const image = decode(readFileSync(join(folder, file)));
    if (image.width !== width) return [];
    let distance = 0;
    for (let at = 0; at < argb.length; at += 4) distance += Math.abs((argb[at] ?? 0) - (image.pixels[at + 3] ?? 0));
    return [{ name: basename(file, ".png").replace(/@.*/, ""), distance }];
  });
  const [nearest] = distances.sort((a, b) => a.distance - b.distance);
  if (nearest === undefined) throw new Error(`no icon in ${folder} is ${width} pixels wide`);
  return nearest.name;
}
