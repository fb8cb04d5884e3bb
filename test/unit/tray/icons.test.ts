// The icons as the build draws them: every state in every size, told apart by its shape, and to be seen on its panel.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { iconFile } from "../../../tray/main/panel/icons.ts";
import { INDICATORS } from "../../../tray/main/panel/indicator.ts";
import { decode, type Image } from "./png.ts";

const script = fileURLToPath(new URL("../../../scripts/tray-icons.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "multihomed-icons-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const draw = (name: string): string => {
  execFileSync(process.execPath, [script, join(folder, name, "icons")]);
  return join(folder, name);
};
const root = draw("first");
const image = (file: string): Image => decode(readFileSync(join(root, file)));

const SIZES = { "": 22, "@1.5x": 33, "@2x": 44, "@3x": 66 };
/** Ordinary panels: Adwaita's light one, GNOME's dark one; and what is neither, which both have to stand out from. */
const PANELS = { light: { ground: 0xf6f5f4, between: 0x9a9a9a }, dark: { ground: 0x1d1d20, between: 0x6a6a6a } };
const SHADES = ["light", "dark"] as const;

const files = (at: string): string[] => readdirSync(at, { recursive: true, encoding: "utf8" }).sort();

test("every state is there for both panels in every size, where the app looks for it, and nothing else", () => {
  const expected = SHADES.flatMap((shade) =>
    INDICATORS.flatMap((state) =>
      Object.entries(SIZES).map(([suffix, size]) => {
        const file = iconFile(state, shade).replace(/\.png$/, `${suffix}.png`);
        const { width, height } = image(file);
        assert.deepEqual([width, height], [size, size], file);
        return file;
      }),
    ),
  );
  const drawn = files(join(root, "icons/panel")).filter((file) => file.endsWith(".png"));
  assert.deepEqual(
    drawn.map((file) => `icons/panel/${file}`),
    expected.sort(),
  );
});

test("the app's icon is there in the sizes of an icon theme", () => {
  const names = readdirSync(join(root, "icons/app"));
  const sizes = names.map((name) => {
    const { width, height } = image(join("icons/app", name));
    assert.equal(name, `${width}x${height}.png`);
    return width;
  });
  assert.deepEqual(
    sizes.sort((one, other) => one - other),
    [16, 22, 24, 32, 48, 64, 128, 256, 512],
  );
  assert.match(readFileSync(join(root, "icons/app.svg"), "utf8"), /<svg /);
});

/** How much of the picture is drawn where, from 0 to 1, as a panel of `size` pixels shows it. */
function mask({ width, height, pixels }: Image, size: number): Float64Array {
  const shown = new Float64Array(size * size);
  const step = width / size;
  const share = (from: number, cell: number) =>
    Math.max(0, Math.min(from + 1, (cell + 1) * step) - Math.max(from, cell * step)) / step;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const alpha = (pixels[(y * width + x) * 4 + 3] ?? 0) / 255;
      for (const row of [Math.floor(y / step), Math.floor((y + 0.999) / step)].filter(unique)) {
        for (const column of [Math.floor(x / step), Math.floor((x + 0.999) / step)].filter(unique)) {
          const cell = row * size + column;
          shown[cell] = (shown[cell] ?? 0) + alpha * share(x, column) * share(y, row);
        }
      }
    }
  }
  return shown;
}

const unique = <T>(value: T, index: number, all: readonly T[]): boolean => all.indexOf(value) === index;

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

/** The part of what two icons show that only one of them shows: 0 for the same picture, 1 where nothing is shared. */
function difference(one: Float64Array, other: Float64Array): number {
  const either = sum(one.map((value, at) => Math.max(value, other[at] ?? 0)));
  return sum(one.map((value, at) => Math.abs(value - (other[at] ?? 0)))) / either;
}

for (const size of [22, 16]) {
  test(`at ${size} pixels any two states differ in shape, whatever the colour`, () => {
    const masks = INDICATORS.map((state) => [state, mask(image(iconFile(state, "light")), size)] as const);
    for (const [index, [state, shape]] of masks.entries()) {
      assert.ok(sum(shape) > size * size * 0.15, `${state} is hardly there`);
      for (const [other, otherShape] of masks.slice(index + 1)) {
        const found = difference(shape, otherShape);
        assert.ok(found > 0.2, `${state} and ${other} differ by ${found.toFixed(2)} only`);
      }
    }
  });
}

test("both panels show the same shapes", () => {
  for (const state of INDICATORS) {
    const [light, dark] = SHADES.map((shade) => mask(image(iconFile(state, shade)), 22));
    assert.deepEqual(light, dark, state);
  }
});

/** WCAG 2.2: the contrast of two colours, from 1 to 21. */
function contrast(one: number, other: number): number {
  const [lower = 0, higher = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (higher + 0.05) / (lower + 0.05);
}

function luminance(colour: number): number {
  const [red = 0, green = 0, blue = 0] = [colour >> 16, (colour >> 8) & 255, colour & 255].map((byte) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test("a drawing has one colour, which stands out from its panel, and from one that is neither light nor dark", () => {
  for (const shade of SHADES) {
    for (const state of INDICATORS) {
      const { pixels } = image(iconFile(state, shade));
      const colours = new Set<number>();
      for (let at = 0; at < pixels.length; at += 4) {
        const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(at, at + 4);
        if (alpha === 255) colours.add((red << 16) | (green << 8) | blue);
      }
      const [colour = 0, ...others] = colours;
      assert.deepEqual(others, [], `${shade} ${state}`);
      assert.ok(contrast(colour, PANELS[shade].ground) >= 7, `${shade} ${state}`);
      assert.ok(contrast(colour, PANELS[shade].between) >= 3, `${shade} ${state}`);
    }
  }
});

test("drawn again they are the same bytes", () => {
  const again = draw("second");
  for (const file of files(join(root, "icons")).filter((name) => /\.(png|svg)$/.test(name))) {
    assert.ok(readFileSync(join(root, "icons", file)).equals(readFileSync(join(again, "icons", file))), file);
  }
  assert.deepEqual(files(join(again, "icons")), files(join(root, "icons")));
});
