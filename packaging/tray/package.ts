// Packages the tray app: `npm run package:tray [-- --dir] [--out DIR] [--app FOLDER] [--version V]` makes a deb, an rpm and an
// AppImage in dist/tray-package; with --dir the folder that would be in them, which works offline, with a stand-in where
// Electron is not unpacked. DEBFULLNAME and DEBEMAIL say who packages.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Arch, build, Platform } from "electron-builder";
import { licenceOf } from "../licences.ts";
import { maintainer, sourceDate } from "../packager.ts";
import { configuration } from "./configuration.ts";
import { type Electron, electronFolder, electronVersion, standInElectron, unpackedElectron } from "./electron.ts";
import { stage } from "./staged.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));

/** By Node's name of this machine's processor. */
const ARCHITECTURES: Readonly<Record<string, Arch>> = { x64: Arch.x64, arm64: Arch.arm64, arm: Arch.armv7l };

interface Wanted {
  readonly electron: Electron;
  /** What build-tray.mjs has made, with tray-bundled.json beside it. */
  readonly app: string;
  readonly targets: readonly string[];
  readonly maintainer: string;
  /** Of the source, in seconds since the epoch. */
  readonly seconds: number;
}

/** Packages into the folder `out`, by way of `work`. */
async function packageTray({ electron, app, targets, maintainer, seconds }: Wanted, out: string, work: string) {
  const arch = ARCHITECTURES[process.arch];
  if (arch === undefined) throw new Error(`there is no Electron for Linux on ${process.arch}`);
  const { version }: { readonly version: string } = JSON.parse(readFileSync(join(app, "package.json"), "utf8"));
  const folders: readonly string[] = JSON.parse(readFileSync(join(dirname(app), "tray-bundled.json"), "utf8"));
  const staged = stage(join(work, "staged"), {
    version,
    date: new Date(seconds * 1000),
    bundled: folders.map((folder) => licenceOf(folder, repository)),
    electron: licenceOf("node_modules/electron", repository),
    licence: readFileSync(join(repository, "LICENSE"), "utf8"),
    icon: join(app, "icons/app.svg"),
  });
  const scripts = join(repository, "packaging/tray/scripts");
  const config = configuration({ app, version, electron, staged, scripts, maintainer, out });
  await build({ projectDir: app, config, targets: Platform.LINUX.createTarget([...targets], arch) });
  if (electron.isStandIn) process.stdout.write("stand-in: fuses not set\n");
}

/** What electron-builder leaves beside what it was asked for: reports of itself, and files for its updater. */
const LEFT_OVER = /^(?:builder-.*\.ya?ml|latest.*\.yml)$/;

/** Puts what was made in the place of `target` at once. */
function installed(made: string, target: string): string[] {
  for (const name of readdirSync(made)) if (LEFT_OVER.test(name)) rmSync(join(made, name));
  rmSync(target, { recursive: true, force: true });
  renameSync(made, target);
  return readdirSync(target).map((name) => join(target, name));
}

function buildApp(work: string, version: string | undefined): string {
  const wanted = version === undefined ? [] : ["--version", version];
  const build = [join(repository, "scripts/build-tray.mjs"), "--out", work, ...wanted];
  execFileSync(process.execPath, build, { stdio: ["ignore", "inherit", "inherit"] });
  return join(work, "tray");
}

async function main(): Promise<void> {
  const { env } = process;
  const { values } = parseArgs({
    options: {
      dir: { type: "boolean", default: false },
      out: { type: "string", default: join(repository, "dist") },
      app: { type: "string" },
      version: { type: "string" },
    },
  });
  if (values.app !== undefined && values.version !== undefined) throw new Error("--app has its version already");
  const folder = electronFolder(repository, env.ELECTRON_OVERRIDE_DIST_PATH);
  const unpacked = unpackedElectron(repository, folder);
  if (unpacked === undefined && !values.dir) {
    throw new Error(
      `Electron ${electronVersion(repository)} is not in ${folder}: \`npx install-electron\` downloads it. ` +
        "With --dir a stand-in takes its place",
    );
  }
  // What is packaged is for everyone to read, whoever packages it.
  process.umask(0o022);
  const work = mkdtempSync(join(tmpdir(), "multihomed-package-tray-"));
  // Beside its place, which may be on another file system than `work`.
  const target = resolve(values.out, "tray-package");
  const made = `${target}.${process.pid}`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    const wanted = {
      electron: unpacked ?? standInElectron(repository, join(work, "electron")),
      app: values.app === undefined ? buildApp(work, values.version) : resolve(values.app),
      targets: values.dir ? ["dir"] : ["deb", "rpm", "AppImage"],
      maintainer: maintainer(env),
      seconds: sourceDate(env, repository),
    };
    await packageTray(wanted, made, work);
    for (const file of installed(made, target)) process.stdout.write(`${file}\n`);
  } finally {
    rmSync(work, { recursive: true, force: true });
    rmSync(made, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`package:tray: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
