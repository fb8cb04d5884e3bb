// The allocated tables on disk, so that a link has the same table again after a restart. Never a reason not to run:
// what cannot be read or written is a warning.
import { join } from "node:path";
import { reason } from "../../common/errno.ts";
import { MultihomedError } from "../../common/errors.ts";
import { invalidInterfaceName } from "../../common/interface-name.ts";
import { printable } from "../../common/printable.ts";
import { isTableNumber } from "../../common/table-number.ts";
import type { Allocations } from "./assignments.ts";
import { type Files, readTextIfPresent } from "./file.ts";
import { replaceFile, type WritableFiles } from "./replace-file.ts";

/** Where state is kept: systemd says so (StateDirectory=, systemd.exec(5)), and lists several with colons. */
export function stateDirectory(env: Readonly<Record<string, string | undefined>>): string {
  return env.STATE_DIRECTORY?.split(":")[0] || "/var/lib/multihomed";
}

/** What was saved in `directory`; nothing where there is nothing, or nothing that can be understood. */
export function loadAllocations(directory: string, files: Files): { allocated: Allocations; warning?: string } {
  const file = join(directory, FILE_NAME);
  try {
    return { allocated: parse(readTextIfPresent(file, files) ?? EMPTY) };
  } catch (error) {
    const why = error instanceof MultihomedError ? error.message : `${printable(file)}: is not what was saved there`;
    return { allocated: new Map(), warning: `${why}; allocated tables may change` };
  }
}

/** Replaces what was saved: all of it or, where the power fails meanwhile, none. The answer is a warning. */
export function saveAllocations(directory: string, allocated: Allocations, files: WritableFiles): string | undefined {
  const file = join(directory, FILE_NAME);
  try {
    replaceFile(
      file,
      `${JSON.stringify({ version: VERSION, tables: Object.fromEntries(allocated) }, undefined, 2)}\n`,
      files,
    );
    return undefined;
  } catch (error) {
    return `${printable(file)}: ${reason(error)}; allocated tables may change after a restart`;
  }
}

const FILE_NAME = "tables.json";
const VERSION = 1;
const EMPTY = JSON.stringify({ version: VERSION, tables: {} });

function parse(text: string): Map<string, number> {
  const saved: unknown = JSON.parse(text);
  if (!isRecord(saved) || saved.version !== VERSION || !isRecord(saved.tables)) throw new TypeError("shape");
  const allocated = new Map<string, number>();
  for (const [key, table] of Object.entries(saved.tables)) {
    const [name = "", ...gateway] = key.split(" ");
    const valid = invalidInterfaceName(name) === undefined && gateway.length <= 1;
    if (!valid || typeof table !== "number" || !isTableNumber(table)) throw new TypeError("entry");
    allocated.set(key, table);
  }
  if (new Set(allocated.values()).size < allocated.size) throw new TypeError("one table twice");
  return allocated;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
