// Draws the icons of tray/icons as PNG files: of the panel, one for each state, panel and resolution, and of the app.
// `node scripts/tray-icons.mjs FOLDER` draws them alone. The same sources give the same bytes.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

const sources = fileURLToPath(new URL("../tray/icons/", import.meta.url));

/** What the panel can say of the uplinks: tray/main chooses one. */
const STATES = ["working", "partly", "none", "attention", "busy", "away"];

/** By the panel that an icon is for, the colour of its drawing. */
const PANELS = { light: "#2e3436", dark: "#f6f5f4" };

/** Pixels at one for one, and what Electron finds beside NAME.png by itself for screens that are finer. */
const PANEL_SIZE = 22;
const RESOLUTIONS = { "": 1, "@1.5x": 1.5, "@2x": 2, "@3x": 3 };

/** As the icon theme of freedesktop.org has them. */
const APP_SIZES = [16, 22, 24, 32, 48, 64, 128, 256, 512];
/** Up to here app-small.svg is drawn, whose lines are as wide as a pixel of the smallest. */
const SMALL = 32;

/** Makes `folder` with panel/{light,dark}/STATE[@RESOLUTION].png, app/SIZExSIZE.png and app.svg in it. */
export async function drawIcons(folder) {
  await startRenderer();
  for (const [panel, colour] of Object.entries(PANELS)) {
    const target = join(folder, "panel", panel);
    mkdirSync(target, { recursive: true });
    for (const state of STATES) {
      const svg = read(`panel/${state}.svg`).replace(/ color="[^"]*"/, ` color="${colour}"`);
      for (const [suffix, factor] of Object.entries(RESOLUTIONS)) {
        writeFileSync(join(target, `${state}${suffix}.png`), png(svg, PANEL_SIZE * factor));
      }
    }
  }
  mkdirSync(join(folder, "app"), { recursive: true });
  for (const size of APP_SIZES) {
    const svg = read(size <= SMALL ? "app-small.svg" : "app.svg");
    writeFileSync(join(folder, "app", `${size}x${size}.png`), png(svg, size));
  }
  copyFileSync(join(sources, "app.svg"), join(folder, "app.svg"));
}

const read = (file) => readFileSync(join(sources, file), "utf8");

/** resvg is WebAssembly: the same everywhere, and nothing of this machine (its fonts) is asked. */
async function startRenderer() {
  const module = createRequire(import.meta.url).resolve("@resvg/resvg-wasm");
  await initWasm(readFileSync(join(dirname(module), "index_bg.wasm")));
}

function png(svg, width) {
  const drawing = new Resvg(svg, { fitTo: { mode: "width", value: width }, font: { loadSystemFonts: false } });
  const image = drawing.render();
  try {
    return image.asPng();
  } finally {
    image.free();
    drawing.free();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error("usage: node scripts/tray-icons.mjs FOLDER");
  await drawIcons(folder);
}
