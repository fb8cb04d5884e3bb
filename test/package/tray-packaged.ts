// The tray app, packaged with the network cut off, by an Electron and by tools that are made up.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repository } from "./built.ts";

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm run package:tray` in a network namespace that has nothing: what it would download is an error. */
export function packageTray(env: Readonly<Record<string, string>>, ...options: readonly string[]): Outcome {
  const cutOff = process.getuid?.() === 0 ? ["--net"] : ["--net", "--map-root-user"];
  const script = ["--import", "tsx", "packaging/tray/package.ts", ...options];
  const { status, stdout, stderr, error } = spawnSync("unshare", [...cutOff, process.execPath, ...script], {
    cwd: repository,
    encoding: "utf8",
    env: { ...process.env, SOURCE_DATE_EPOCH: "1790000000", ...env },
    timeout: 100_000,
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/** As in every binary of Electron: a mark, the version of what follows, how many fuses there are, and how they are set. */
const FUSE_WIRE = Buffer.concat([
  Buffer.from("dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX"),
  Buffer.from([1, 8]),
  Buffer.from("10110001"),
]);

/** An unpacked Electron of which nothing is real but the fuses. */
export function madeUpElectron(folder: string, version: string, program = FUSE_WIRE): string {
  const put = (file: string, bytes: string | Buffer, mode = 0o644) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), bytes, { mode });
  };
  put("electron", Buffer.concat([Buffer.alloc(4096, "\x7fELF"), program, Buffer.alloc(4096)]), 0o755);
  put("version", version);
  for (const file of ["LICENSE", "LICENSES.chromium.html", "chrome-sandbox", "resources/default_app.asar"])
    put(file, file);
  for (const language of ["de", "en-US", "fr"]) put(`locales/${language}.pak`, language);
  return folder;
}

/** What fpm(1) was told. */
export interface Told {
  /** "deb" or "rpm". */
  readonly target: string;
  readonly args: readonly string[];
  /** By the place where they are to be installed: files and scripts, as they were then, and what links say. */
  readonly files: Readonly<Record<string, string>>;
}

/** fpm as far as it matters here: notes what it was told, and writes a file of the name that it was given. */
const FPM = `#!${process.execPath}
const { lstatSync, readFileSync, readlinkSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
const after = (option) => args[args.indexOf(option) + 1];
const said = (file) => lstatSync(file).isSymbolicLink() ? "-> " + readlinkSync(file) : readFileSync(file, "latin1");
const files = {};
for (const argument of args) {
  const [, source, target] = /^([^-][^=]*)=(\\/.*)$/.exec(argument) ?? [];
  if (source !== undefined && !source.endsWith("/")) files[target] = said(source);
}
for (const option of ["--after-install", "--after-remove"]) files[option] = said(after(option));
writeFileSync(__dirname + "/" + after("-t") + ".json", JSON.stringify({ target: after("-t"), args, files }));
writeFileSync(after("--package"), "a package");
`;

/** mksquashfs(1): notes the desktop file of the folder that it was given, and writes something. */
const SQUASH = `#!/bin/sh
cat "$1"/*.desktop > "$(dirname "$0")/menu-entry"
echo squashed > "$2"
`;

/** Makes them in a folder; what to put in the environment, and what they were told then. */
export function madeUpTools(parent: string) {
  const folder = mkdtempSync(join(parent, "tools-"));
  const put = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
    chmodSync(join(folder, file), 0o755);
  };
  put("fpm", FPM);
  put("mksquashfs", SQUASH);
  put("desktop-file-validate", "#!/bin/sh\n");
  for (const architecture of ["x64", "arm64", "arm32"]) {
    put(`runtimes/runtime-${architecture}`, "a runtime");
    put(`lib/${architecture}/library`, "a library");
  }
  const told = (target: string): Told => {
    const { args, files }: Told = JSON.parse(readFileSync(join(folder, `${target}.json`), "utf8"));
    const decoded = Object.entries(files).map(([at, text]) => [at, Buffer.from(text, "latin1").toString("utf8")]);
    return { target, args, files: Object.fromEntries(decoded) };
  };
  return {
    env: { CUSTOM_FPM_PATH: join(folder, "fpm"), APPIMAGE_TOOLS_PATH: folder },
    told,
    menuEntry: () => readFileSync(join(folder, "menu-entry"), "utf8"),
  };
}
