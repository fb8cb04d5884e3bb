// Assignments that were made over D-Bus, on disk: for good in the state directory, until the next boot in the runtime
// directory. An interface is assigned there, or said to be released whatever the files say.
import { join } from "node:path";
import { MultihomedError } from "../../common/errors.ts";
import { printable } from "../../common/printable.ts";
import { invalidAssignable } from "./assignable.ts";
import type { Uplink } from "./config.ts";
import { readTextIfPresent } from "./file.ts";
import { replaceFile, type WritableFiles } from "./replace-file.ts";
import { flag, type Located, listOf, refuse, type Shape, table, text } from "./schema.ts";
import { optionsOf, tableOrAuto, uplinkOf, uplinkOptions } from "./uplink.ts";

/** By interface name; undefined: released. */
export type Decisions = ReadonlyMap<string, Uplink | undefined>;

/** Where an assignment that was made over D-Bus comes from, for messages. */
export const OVER_DBUS = "D-Bus";

export interface LoadedDecisions {
  readonly decisions: Decisions;
  /** One line: what was there cannot be used, and where it was put aside. */
  readonly warning?: string;
}

/**
 * What was saved in `directory`; nothing where there is nothing. What cannot be understood is put aside, so that the
 * next save does not overwrite it; not where nothing may be written.
 */
export function loadDecisions(directory: string, files: WritableFiles, readOnly = false): LoadedDecisions {
  const file = join(directory, FILE_NAME);
  try {
    const text = readTextIfPresent(file, files);
    return { decisions: text === undefined ? new Map() : parse(file, text) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const known = error instanceof MultihomedError ? why : printable(`${file}: ${why}`);
    return {
      decisions: new Map(),
      warning: `${known}; the assignments saved there are not in force${readOnly ? "" : aside(file, files)}`,
    };
  }
}

/** Replaces what was saved in `directory`. Throws what node:fs throws; then what was there is there still. */
export function saveDecisions(directory: string, decisions: Decisions, files: WritableFiles): void {
  const assignments = [...decisions].map(([name, uplink]) =>
    uplink === undefined
      ? { interface: name, released: true }
      : { interface: name, table: uplink.table, ...optionsOf(uplink) },
  );
  const file = join(directory, FILE_NAME);
  replaceFile(file, `${JSON.stringify({ version: VERSION, assignments }, undefined, 2)}\n`, files);
}

const FILE_NAME = "assignments.json";
const VERSION = 1;

function aside(file: string, files: WritableFiles): string {
  try {
    files.renameSync(file, `${file}.broken`);
    return `; they were put aside as ${printable(file)}.broken`;
  } catch {
    return ""; // it cannot be read and cannot be moved: the reason stands in front
  }
}

const decisionKeys = table({
  interface: text("the name of a link", invalidAssignable),
  released: flag,
  table: tableOrAuto,
  ...uplinkOptions,
});

const decision: Shape<readonly [string, Uplink | undefined]> = (node, place) => {
  const { interface: name, released, ...said } = decisionKeys(node, place);
  if (name === undefined) return refuse(node.line, place, "expected an interface");
  return [name, released ? undefined : uplinkOf(name, said, OVER_DBUS)];
};

const document = table({
  version: (node, place) =>
    node.kind === "integer" && node.value === VERSION ? VERSION : refuse(node.line, place, `expected ${VERSION}`),
  assignments: listOf("a list of assignments", decision),
});

function parse(file: string, source: string): Decisions {
  const { version, assignments = [] } = document(fromJson(JSON.parse(source)), { file, key: "" });
  if (version === undefined) throw new TypeError("its version is missing");
  const decisions = new Map(assignments);
  if (decisions.size < assignments.length) throw new TypeError("one interface stands there twice");
  return decisions;
}

/** A JSON value as the shapes read it. The parser does not say lines. */
function fromJson(value: unknown): Located {
  const line = 1;
  if (typeof value === "string") return { kind: "string", line, value };
  if (typeof value === "boolean") return { kind: "boolean", line, value };
  if (typeof value === "number" && Number.isInteger(value)) return { kind: "integer", line, value };
  if (Array.isArray(value)) return { kind: "array", line, value: value.map(fromJson) };
  if (typeof value === "object" && value !== null) {
    return { kind: "table", line, value: new Map(Object.entries(value).map(([key, each]) => [key, fromJson(each)])) };
  }
  return { kind: "other", line };
}
