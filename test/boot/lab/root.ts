// The root file system of Debian 12 that all machines start from: made once by debootstrap (recipe.sh) and kept outside
// the checkout. MULTIHOMED_TEST_CACHE names another folder for it, MULTIHOMED_TEST_MIRROR another mirror.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SUITE = "bookworm";
const RECIPE = fileURLToPath(new URL("recipe.sh", import.meta.url));
const DEFAULT_MIRROR = "http://deb.debian.org/debian";
/** About 45 s with a near mirror. */
const MAKE_TIMEOUT = 900_000;
const DAYS_KEPT = 30;

/** The folder that has it; makes it where it is missing, and throws where that fails. */
export function rootFileSystem(): string {
  const cache = process.env.MULTIHOMED_TEST_CACHE ?? "/var/cache/multihomed-test";
  const version = createHash("sha256").update(readFileSync(RECIPE)).digest("hex").slice(0, 12);
  const folder = join(cache, `${SUITE}-${version}`);
  mkdirSync(cache, { recursive: true });
  // What debootstrap mounts while it works goes with it, also when it is killed.
  const recipe = ["--mount", "--propagation", "private", "sh", RECIPE, folder, mirror(), SUITE];
  const { status, stdout, stderr, error } = spawnSync("unshare", recipe, { encoding: "utf8", timeout: MAKE_TIMEOUT });
  if (status !== 0) {
    const said = `${stdout}${stderr}`.trim().split("\n").slice(-15).join("\n");
    throw new Error(`no root file system for the boot tests: ${error?.message ?? `exit ${status}`}\n${said}`);
  }
  utimesSync(folder, new Date(), new Date());
  removeOld(cache);
  return folder;
}

/** Where the machine's own apt gets Debian from, so that a machine with a mirror of its own needs no other. */
function mirror(): string {
  if (process.env.MULTIHOMED_TEST_MIRROR !== undefined) return process.env.MULTIHOMED_TEST_MIRROR;
  const filters = ["Created-By: Packages", "Label: Debian", "Component: main"];
  const { stdout } = spawnSync("apt-get", ["indextargets", "--format", "$(REPO_URI)", ...filters], {
    encoding: "utf8",
  });
  return stdout?.split("\n").find((uri) => /^https?:/.test(uri)) ?? DEFAULT_MIRROR;
}

/** Those of former recipes, once no run has used them for a while. */
function removeOld(cache: string): void {
  const oldest = Date.now() - DAYS_KEPT * 86_400_000;
  for (const name of readdirSync(cache).filter((name) => name.startsWith(`${SUITE}-`))) {
    const folder = join(cache, name);
    if (statSync(folder).mtimeMs < oldest) rmSync(folder, { recursive: true, force: true });
  }
}
