// Builds dist/tray, the app as Electron runs it: main.js and preload.js, and the window under renderer/. With --web also
// dist/tray-web/bridge.js, which stands in for the preload script in a browser. --out DIRECTORY builds another dist.
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

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

const target = join(out, "tray");
// Beside its place first, so that a window that is open never finds half of it.
const work = `${target}.${process.pid}`;

/** Electron 45 has Node 24 and Chromium 144; nothing older is ever asked to run these. */
const program = { bundle: true, platform: "node", target: "node22", format: "cjs", external: ["electron"] };
const page = { bundle: true, platform: "browser", target: "chrome120", format: "esm", jsx: "automatic", minify: true };
const common = { absWorkingDir: root, legalComments: "none", logLevel: "warning", define: defines() };

function defines() {
  return { "process.env.MULTIHOMED_VERSION": JSON.stringify(version), "process.env.NODE_ENV": '"production"' };
}

/** What dbus-next asks for where we never come to, as in build.mjs. */
const ABSENT = /^(?:usocket|x11|event-stream)$/;
const absent = {
  name: "absent",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: ABSENT }, ({ path }) => ({ path, namespace: "absent" }));
    onLoad({ filter: /./, namespace: "absent" }, ({ path }) => ({
      contents: `throw new Error("${path} is not part of this program");`,
    }));
  },
};

/** What electron-builder reads, and Electron: where the program begins. */
const manifest = {
  name: "multihomed-tray",
  productName: "multihomed",
  version,
  description,
  license,
  main: "main.js",
};

try {
  mkdirSync(join(work, "renderer"), { recursive: true });
  await Promise.all([
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
  ]);
  copyFileSync(join(root, "tray/renderer/index.html"), join(work, "renderer/index.html"));
  writeFileSync(join(work, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  rmSync(target, { recursive: true, force: true });
  renameSync(work, target);
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
