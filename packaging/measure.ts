// What the control files say of the files that are laid out.
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Regular files under `root`, in order of name, relative to it. */
export function filesUnder(root: string): string[] {
  const entries = readdirSync(root, { recursive: true, encoding: "utf8" });
  return entries.filter((entry) => lstatSync(join(root, entry)).isFile()).sort();
}

/** As md5sum(1) prints them: what dpkg checks with. */
export const checksums = (root: string, files: readonly string[]): string =>
  files
    .map(
      (file) =>
        `${createHash("md5")
          .update(readFileSync(join(root, file)))
          .digest("hex")}  ${file}\n`,
    )
    .join("");

/** In KiB, as deb-substvars(5) estimates it: each file rounded up, 1 for everything else. */
export function installedSize(root: string): number {
  const sizes = readdirSync(root, { recursive: true, encoding: "utf8" }).map((entry) => {
    const status = lstatSync(join(root, entry));
    return status.isFile() ? Math.ceil(status.size / 1024) : 1;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The newest version of glibc's symbols that one of these binaries wants, such as "2.25". */
export function newestGlibc(files: readonly string[]): string {
  const versions = files.flatMap((file) => {
    const found = readFileSync(file, "latin1").matchAll(/GLIBC_2\.([0-9]+)/g);
    return [...found].map(([, minor]) => Number(minor));
  });
  if (versions.length === 0) throw new Error(`no version of glibc in ${files.join(", ")}`);
  return `2.${Math.max(...versions)}`;
}
