// A machine's file system: a layer of its own above the cached root, so that machines know nothing of each other.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

export interface Disk {
  readonly lower: string;
  /** Has upper and work, the overlay's, and root; or root alone where no overlay can be mounted, which is then a copy. */
  readonly folder: string;
  /** The folder below `folder` to write to while the machine is off. */
  readonly layer: "upper" | "root";
}

const COPY_TIMEOUT = 120_000;

export function disk(lower: string, folder: string): Disk {
  for (const name of ["upper", "work", "root"]) mkdirSync(join(folder, name));
  if (mountable(lower, folder)) return { lower, folder, layer: "upper" };
  for (const name of ["upper", "work", "root"]) rmSync(join(folder, name), { recursive: true });
  const args = ["--archive", "--reflink=auto", lower, join(folder, "root")];
  const { status, stderr } = spawnSync("cp", args, { encoding: "utf8", timeout: COPY_TIMEOUT });
  if (status !== 0) throw new Error(`no copy of ${lower}: ${stderr}`);
  return { lower, folder, layer: "root" };
}

/** Tried in a mount namespace that is gone at once: in a container, say, an overlay above an overlay is refused. */
function mountable(lower: string, folder: string): boolean {
  const layers = `lowerdir=${lower},upperdir=${folder}/upper,workdir=${folder}/work`;
  const mount = ["mount", "-t", "overlay", "overlay", "-o", layers, join(folder, "root")];
  return spawnSync("unshare", ["--mount", "--propagation", "private", ...mount]).status === 0;
}
