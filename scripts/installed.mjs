// Exits 0 where node_modules holds every package of package-lock.json in its version, 1 otherwise. Dates say nothing:
// a checkout makes the lock newer than packages that are still right.
import { readFileSync } from "node:fs";

const read = (file) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), "utf8"));

/** Whether a package is for this kind of machine; Debian has glibc. */
function wanted({ optional, os = [], cpu = [], libc = [] }) {
  if (!optional) return true;
  const here = (allowed, value) => allowed.length === 0 || allowed.includes(value);
  return here(os, process.platform) && here(cpu, process.arch) && here(libc, "glibc");
}

function installed([folder, { version }]) {
  try {
    return read(`${folder}/package.json`).version === version;
  } catch {
    return false;
  }
}

const { packages } = read("package-lock.json");
const needed = Object.entries(packages).filter(([folder, entry]) => folder !== "" && wanted(entry));
process.exitCode = needed.every(installed) ? 0 : 1;
