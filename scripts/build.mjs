// Builds dist/multihomed: one executable CommonJS file for Node >= 18.19, with the native add-ons in dist/native.
// --out DIRECTORY and --version VERSION build another tree of another version (packaging/).
// Every file is written beside its place and renamed, so that a daemon which runs from dist/ is not disturbed.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { absent, packageOf, packagesIn } from "./bundling.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { version: ours } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const {
  values: { out: dist, version },
} = parseArgs({
  options: { out: { type: "string", default: join(root, "dist") }, version: { type: "string", default: ours } },
});

/** Programs to build: their name in dist/ and where their source begins. */
const PROGRAMS = [
  ["multihomed", "service/main.ts"],
  ["multihomectl", "ctl/main.ts"],
];

/** Native add-ons of this machine's processor: their name in dist/native and where npm put them. */
const ADDONS = [
  ["koffi.node", `node_modules/@koromix/koffi-linux-${process.arch}/linux_${process.arch}/koffi.node`],
  ["netlink.node", `node_modules/netlink/prebuilds/linux-${process.arch}/node.napi.node`],
];

/** Makes the packages' own search for their binary a plain require of the one in dist/native. */
const nativeAddons = {
  name: "native-addons",
  setup({ onLoad, onResolve }) {
    const virtual = (path) => ({ path, namespace: "native-addon" });
    onResolve({ filter: /^koffi$/ }, () => virtual("koffi"));
    onResolve({ filter: /^node-gyp-build$/ }, () => virtual("node-gyp-build"));
    onResolve({ filter: /\.node$/, namespace: "native-addon" }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /./, namespace: "native-addon" }, ({ path }) => ({
      contents:
        path === "koffi"
          ? `module.exports = require("./native/koffi.node");`
          : `module.exports = () => require("./native/netlink.node");`,
    }));
  },
};

/** Folders of the npm packages that are in what is built: their licences go with it. */
const bundled = new Set(ADDONS.map(([, source]) => packageOf(source)));

async function bundle(entry) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    metafile: true,
    write: false,
    platform: "node",
    target: "node18.19",
    // An extensionless file is CommonJS wherever no package.json says otherwise: /usr/sbin has none.
    format: "cjs",
    define: { "process.env.MULTIHOMED_VERSION": JSON.stringify(version) },
    banner: { js: "#!/usr/bin/env -S node --max-semi-space-size=4" },
    plugins: [nativeAddons, absent],
    legalComments: "inline",
    logLevel: "warning",
  });
  for (const folder of packagesIn(metafile)) bundled.add(folder);
  return outputFiles[0].contents;
}

/** Writes `file` of dist/ as a whole or not at all; what is right already stays as it is. */
function install(file, contents, mode) {
  const target = join(dist, file);
  if (existsSync(target) && (statSync(target).mode & 0o777) === mode && readFileSync(target).equals(contents)) return;
  const temporary = `${target}.${process.pid}`;
  mkdirSync(dirname(target), { recursive: true });
  try {
    writeFileSync(temporary, contents);
    chmodSync(temporary, mode);
    renameSync(temporary, target);
  } finally {
    rmSync(temporary, { force: true });
  }
}

// Above dist/ stands our own package.json, which says that files are ES modules.
install("package.json", Buffer.from('{ "type": "commonjs" }\n'), 0o644);
for (const [name, source] of ADDONS) install(join("native", name), readFileSync(join(root, source)), 0o644);
for (const [name, entry] of PROGRAMS) install(name, Buffer.from(await bundle(entry)), 0o755);
install("bundled.json", Buffer.from(`${JSON.stringify([...bundled].sort(), undefined, 2)}\n`), 0o644);
