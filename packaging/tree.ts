// The package's files laid out in a folder, as dpkg-deb wants them.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { FILES, FOLDERS, LINKS, type PackagedFile } from "./files.ts";

export interface Sources {
  readonly repository: string;
  /** What scripts/build.mjs has made. */
  readonly build: string;
}

/** Lays everything out under `root`, which is empty. @throws where a source is missing, and says which. */
export function layOut(root: string, sources: Sources): void {
  const missing = FILES.map((file) => sourceOf(file, sources)).filter((file) => !existsSync(file));
  if (missing.length > 0) throw new Error(`missing, so there is no package: ${missing.join(", ")}`);
  for (const folder of FOLDERS) makeFolder(join(root, folder));
  for (const file of FILES) {
    const program = file.as === "program";
    const target = put(
      root,
      file.target,
      contents(file, readFileSync(sourceOf(file, sources))),
      program ? 0o755 : 0o644,
    );
    if (file.as === "native") execFileSync("strip", ["--strip-unneeded", "--remove-section=.comment", target]);
  }
  for (const [target, to] of LINKS) {
    makeFolder(dirname(join(root, target)));
    symlinkSync(to, join(root, target));
  }
}

/** Writes one file, whatever the umask; where it is now. */
export function put(root: string, target: string, bytes: Uint8Array | string, mode = 0o644): string {
  const file = join(root, target);
  makeFolder(dirname(file));
  writeFileSync(file, bytes);
  chmodSync(file, mode);
  return file;
}

export const compressed = (bytes: Uint8Array | string): Buffer => gzipSync(bytes, { level: 9 });

/** Gives everything under and including `root` the same date. */
export function date(root: string, seconds: number): void {
  for (const entry of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    lutimesSync(join(root, entry), seconds, seconds);
  }
  lutimesSync(root, seconds, seconds);
}

function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) chmodSync(made, 0o755);
}

const sourceOf = ({ source }: PackagedFile, { repository, build }: Sources): string =>
  source.startsWith("build:") ? join(build, source.slice("build:".length)) : join(repository, source);

function contents({ as }: PackagedFile, bytes: Buffer): Buffer | string {
  if (as === "compressed") return compressed(bytes);
  return as === "program" ? withDistributionsNode(bytes.toString()) : bytes;
}

/** A service of root's runs the Node that the package depends on, not the first one in a PATH. */
function withDistributionsNode(program: string): string {
  // The kernel passes all that stands behind the interpreter as one argument.
  const [line, option] = /^#!\/usr\/bin\/env -S node( -\S+)?\n/.exec(program) ?? [];
  if (line === undefined)
    throw new Error(`a program begins with an interpreter that is not expected: ${program.slice(0, 80)}`);
  return `#!/usr/bin/node${option ?? ""}\n${program.slice(line.length)}`;
}
