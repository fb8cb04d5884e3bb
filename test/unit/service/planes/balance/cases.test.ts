// Cases: what is wanted, what the kernel has, and what is done about it, batch by batch; "left" is, where given, what the
// kernel refused. The first line says what must hold. Carried out, nothing is left to do.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { BalancedHost } from "./host.ts";

const SECTIONS = ["config", "observed", "operations", "refused"] as const;
type Sections = Record<(typeof SECTIONS)[number], string[]>;

const folder = fileURLToPath(new URL("cases", import.meta.url));

for (const file of readdirSync(folder).sort()) {
  const [title = "", ...lines] = readFileSync(`${folder}/${file}`, "utf8").trim().split("\n");
  test(`${file.replace(/\.txt$/, "")}: ${title.replace(/^# /, "")}`, async () => {
    const { config, observed, operations, refused } = sections(lines);
    const host = new BalancedHost(observed);
    assert.deepEqual(await host.assign(...config), operations);
    assert.deepEqual(host.refused, refused);
    if (refused.length > 0) return;
    assert.deepEqual(await host.assign(...config), []);
    // Another life of the program finds all as it wants it.
    host.reconciler.mark({ kind: "all" });
    assert.deepEqual(await host.done(), []);
  });
}

function sections(lines: readonly string[]): Sections {
  const found: Sections = { config: [], observed: [], operations: [], refused: [] };
  let current: string[] | undefined;
  for (const line of lines.map((each) => each.trim())) {
    const section = SECTIONS.find((name) => line === `${name}:`);
    if (section !== undefined) current = found[section];
    else if (line !== "" && !line.startsWith("#")) current?.push(line) ?? assert.fail(`before any section: ${line}`);
  }
  return found;
}
