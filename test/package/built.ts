// The package, built once for the tests of one file, and what is in it.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../../", import.meta.url));

/** Builds into the folder `out`; the file. */
export function buildPackage(out: string, ...options: readonly string[]): string {
  const builder = ["--import", "tsx", "packaging/package.ts", "--out", out, ...options];
  // Of one date, also where there is no git or a commit comes in between.
  const env = { ...process.env, SOURCE_DATE_EPOCH: "1790000000" };
  return execFileSync(process.execPath, builder, { cwd: repository, env, encoding: "utf8" }).trim();
}

export interface Entry {
  /** As of ls(1), such as "-rwxr-xr-x". */
  readonly mode: string;
  readonly owner: string;
  readonly size: number;
  /** What a symbolic link says. */
  readonly to: string | undefined;
}

/** What the archive holds, by absolute name; folders end in a slash. */
export function entriesOf(archive: string): Map<string, Entry> {
  const lines = execFileSync("dpkg-deb", ["--contents", archive], { encoding: "utf8" }).trim().split("\n");
  return new Map(
    lines.map((line) => {
      const [, mode = "", owner = "", size = "", name = "", to] =
        /^(\S+) (\S+) +(\d+) \S+ \S+ \.(\/.*?)(?: -> (.*))?$/.exec(line) ?? [];
      return [name, { mode, owner, size: Number(size), to }];
    }),
  );
}

/** A folder that is gone when `end` was called. */
export function temporaryFolder(): { readonly folder: string; end(): void } {
  const folder = mkdtempSync(join(tmpdir(), "multihomed-test-package-"));
  return { folder, end: () => rmSync(folder, { recursive: true, force: true }) };
}
