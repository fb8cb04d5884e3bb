// Cases: the assignments, what the kernel has, and what is to be done about it; "again", where given, is what is still
// to be done after that (the kernel refuses it). The first line says what must hold.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { viewOf } from "../../view/from-text/state.ts";
import { assignmentOf } from "../assignment.ts";
import { carryOut } from "../model-kernel.ts";
import { operationText, planAll } from "../planned.ts";

const SECTIONS = ["config", "observed", "operations", "again"] as const;
type Sections = Record<(typeof SECTIONS)[number], string[]>;

const folder = fileURLToPath(new URL("cases", import.meta.url));

for (const file of readdirSync(folder).sort()) {
  const [title = "", ...lines] = readFileSync(`${folder}/${file}`, "utf8").trim().split("\n");
  test(`${file.replace(/\.txt$/, "")}: ${title.replace(/^# /, "")}`, () => {
    const { config, observed, operations, again } = sections(lines);
    const assignments = config.map(assignmentOf);
    const view = viewOf(
      observed,
      assignments.map(({ table }) => table),
    );
    const planned = planAll(assignments, view);
    assert.deepEqual(
      planned.map((operation) => operationText(operation, view)),
      operations,
    );
    carryOut(planned, view);
    const left = planAll(assignments, view).map((operation) => operationText(operation, view));
    assert.deepEqual(left, again);
  });
}

function sections(lines: readonly string[]): Sections {
  const found: Sections = { config: [], observed: [], operations: [], again: [] };
  let current: string[] | undefined;
  for (const line of lines.map((each) => each.trim())) {
    const section = SECTIONS.find((name) => line === `${name}:`);
    if (section !== undefined) current = found[section];
    else if (line !== "" && !line.startsWith("#")) current?.push(line) ?? assert.fail(`before any section: ${line}`);
  }
  return found;
}
