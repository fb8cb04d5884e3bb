// Builds dist/tray, the app as Electron runs it: main.js and preload.js, the window under renderer/, icons/. With --web also
// dist/tray-web/bridge.js, which stands in for the preload script in a browser. --out DIRECTORY builds another dist.
// Beside it, dist/tray-bundled.json names the npm packages that are in the app: their licences go with it.
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { absent, packagesIn } from "./bundling.mjs";
import { drawIcons } from "./tray-icons.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { version: ours, description, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const {
  values: { out, version, web },
} = parseArgs({
  options: {
    out: { type: "string", default: join(root, "dist") },
    version: { type: "string", default: ours },
    web: { type: "boolean", default: false },
  },
});

const json = (value) => `${JSON.stringify(value, undefined, 2)}\n`;

const target = join(out, "tray");
// Beside its place first, so that a window that is open never finds half of it.
const work = `${target}.${process.pid}`;

/** Electron 45 has Node 24 and Chromium 144; nothing older is ever asked to run these. */
const program = { bundle: true, platform: "node", target: "node22", format: "cjs", external: ["electron"] };
const page = { bundle: true, platform: "browser", target: "chrome120", format: "esm", jsx: "automatic", minify: true };
const common = { absWorkingDir: root, legalComments: "none", logLevel: "warning", define: defines(), metafile: true };

function defines() {
  return { "process.env.MULTIHOMED_VERSION": JSON.stringify(version), "process.env.NODE_ENV": '"production"' };
}

/** What electron-builder reads, and Electron: where the program begins. */
const manifest = {
  name: "multihomed-tray",
  productName: "multihomed",
  version,
  description,
  license,
  author: "the multihomed maintainers",
  main: "main.js",
  // The desktop finds the entry of a window by this name (packaging/tray/names.ts).
  desktopName: "org.multihomed.Tray.desktop",
};

try {
  mkdirSync(join(work, "renderer"), { recursive: true });
  const [main, window] = await Promise.all([
    build({
      ...common,
      ...program,
      entryPoints: { main: "tray/main/main.ts", preload: "tray/preload/preload.ts" },
      outdir: work,
      plugins: [absent],
    }),
    build({
      ...common,
      ...page,
      entryPoints: { window: "tray/renderer/main.tsx" },
      outdir: join(work, "renderer"),
    }),
    drawIcons(join(work, "icons")),
  ]);
  copyFileSync(join(root, "tray/renderer/index.html"), join(work, "renderer/index.html"));
  copyFileSync(join(root, "tray/icons/app.svg"), join(work, "renderer/icon.svg"));
  writeFileSync(join(work, "package.json"), json(manifest));
  rmSync(target, { recursive: true, force: true });
  renameSync(work, target);
  writeFileSync(
    join(out, "tray-bundled.json"),
    json([...new Set([main, window].flatMap(({ metafile }) => packagesIn(metafile)))].sort()),
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}

if (web) {
  await build({
    ...common,
    ...page,
    entryPoints: { bridge: "tray/web/bridge.ts" },
    outdir: join(out, "tray-web"),
  });
}
