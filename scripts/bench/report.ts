// The results as a table for people and as JSON for programs.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release } from "node:os";
import { dirname } from "node:path";
import type { Result } from "./result.ts";

const WIDTHS = [37, 38, 20, 15, 15, 8, 8];

export function heading(): void {
  const [load = 0] = loadavg();
  if (load > 0.5)
    console.error(`This machine is busy (load ${load.toFixed(1)}): the figures will be worse than they are.\n`);
  print(["work", "measure", "program", "value", "baseline", "ratio", "reach"]);
  print(WIDTHS.map((width) => "-".repeat(width - 2)));
}

export function line(result: Result): void {
  const { row, measure, subject, unit, value, baseline, ratio, reach, judged, right } = result;
  const verdict = reach === undefined || judged === undefined ? "" : judged <= reach ? "ok" : "MISSED";
  print([
    row,
    measure,
    subject,
    `${short(value)} ${unit}`,
    baseline === undefined ? "-" : `${short(baseline)} ${unit}`,
    ratio === undefined ? "-" : short(ratio),
    reach === undefined ? "-" : `${reach}`,
    right ? verdict : "WRONG RESULT",
  ]);
}

export function save(file: string, version: string, results: readonly Result[]): void {
  const host = { kernel: release(), node: process.versions.node, processors: cpus().length, model: cpus()[0]?.model };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ version, date: new Date().toISOString(), host, results }, undefined, 2)}\n`);
}

function print(cells: readonly string[]): void {
  console.log(
    cells
      .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
      .join("")
      .trimEnd(),
  );
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
