// The package under test: built from this source, once a process for every version that is asked for.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { buildPackage, temporaryFolder } from "../../package/built.ts";

export interface Package {
  /** As of a file, such as multihomed_0.1.0_amd64.deb. */
  readonly name: string;
  readonly content: Buffer;
}

const built = new Map<string | undefined, Package>();

/** By default of the source's own version. */
export function builtPackage(version?: string): Package {
  const known = built.get(version);
  if (known !== undefined) return known;
  const { folder, end } = temporaryFolder();
  try {
    const file = buildPackage(folder, ...(version === undefined ? [] : ["--version", version]));
    const made = { name: basename(file), content: readFileSync(file) };
    built.set(version, made);
    return made;
  } finally {
    end();
  }
}
