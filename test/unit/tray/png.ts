// Pixels of a PNG file: 8 bits a channel, red, green, blue and alpha, not interlaced (W3C PNG, 9 and 11).
import { inflateSync } from "node:zlib";

export interface Image {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel, row by row. */
  readonly pixels: Uint8Array;
}

/** @throws where it is not such a file. */
export function decode(file: Buffer): Image {
  if (file.subarray(1, 4).toString("latin1") !== "PNG") throw new Error("not a PNG file");
  const { width, height, packed } = chunks(file);
  const rows = inflateSync(packed);
  const stride = width * 4;
  if (rows.length !== (stride + 1) * height) throw new Error(`${rows.length} bytes are not ${width}x${height} pixels`);
  const pixels = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x++) {
      const [left, above, corner] = [
        x < 4 ? 0 : pixels[y * stride + x - 4],
        at(x, y - 1),
        x < 4 ? 0 : at(x - 4, y - 1),
      ];
      pixels[y * stride + x] = (rows[y * (stride + 1) + 1 + x] ?? 0) + predicted(filter, left ?? 0, above, corner);
    }
  }
  return { width, height, pixels };

  function at(x: number, y: number): number {
    return y < 0 ? 0 : (pixels[y * stride + x] ?? 0);
  }
}

function chunks(file: Buffer): { readonly width: number; readonly height: number; readonly packed: Buffer } {
  let [width, height] = [0, 0];
  const packed: Buffer[] = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const type = file.toString("latin1", at + 4, at + 8);
    const body = file.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") {
      [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
      if (body[8] !== 8 || body[9] !== 6 || body[12] !== 0) throw new Error("other than 8-bit RGBA");
    } else if (type === "IDAT") packed.push(body);
    at += 12 + length;
  }
  return { width, height, packed: Buffer.concat(packed) };
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter === 4) return paeth(left, above, corner);
  throw new Error(`no filter ${filter}`);
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
