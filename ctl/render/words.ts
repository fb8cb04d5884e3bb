// Single values in words for people. Every text that comes from outside is made printable here.
import type { Link, Problem, ServiceProblem } from "../../common/client/domain.ts";
import { remedy } from "../../common/client/remedies.ts";
import { printable } from "../../common/printable.ts";
import type { Paint, Style } from "./paint.ts";

/** Stands where there is nothing to say. */
export const NOTHING = "-";

const STYLES: Readonly<Record<string, Style>> = {
  active: "good",
  converged: "good",
  degraded: "bad",
  starting: "warn",
  reconciling: "warn",
  absent: "warn",
  down: "warn",
  "no-carrier": "warn",
  "no-address": "warn",
  unassigned: "dim",
};

/** A state of the service or of a link. A word that this program does not know has no colour. */
export function stateStyle(state: string): Style | undefined {
  return Object.hasOwn(STYLES, state) ? STYLES[state] : undefined;
}

export function stateText(state: string, paint: Paint): string {
  const style = stateStyle(state);
  return style === undefined ? printable(state) : paint(style, printable(state));
}

/** Several values in one cell or line. */
export function listText(values: readonly string[]): string {
  return values.length === 0 ? NOTHING : values.map(printable).join(" ");
}

/** A problem, and below it what to do. */
export function problemLines(problem: ServiceProblem, paint: Paint, indent = ""): string[] {
  const { code, text } = problem;
  const advice = remedy(problem);
  const what = `${indent}${paint("bad", printable(code))}: ${printable(text)}`;
  return advice === undefined ? [what] : [what, `${indent}  to do: ${printable(advice)}`];
}

export const problemsOf = ({ name, problems }: Link): ServiceProblem[] =>
  problems.map((problem: Problem) => ({ interface: name, ...problem }));

/** What an assigned link waits for, as the end of a sentence. */
export function waitingFor(link: Link): string {
  const reasons: Readonly<Record<string, string>> = {
    absent: "in force when the interface is there",
    down: "in force when the interface is up",
    "no-carrier": "in force when the interface is connected",
    "no-address": "in force when the interface has an address",
  };
  const reason = Object.hasOwn(reasons, link.state) ? reasons[link.state] : undefined;
  return reason === undefined ? "" : `, ${reason}`;
}

const UNITS = ["KiB", "MiB", "GiB", "TiB", "PiB"];

/** "12.3 MiB". */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = "bytes";
  for (const next of UNITS) {
    if (value < 1024) break;
    value /= 1024;
    unit = next;
  }
  return unit === "bytes" ? `${bytes} bytes` : `${value.toFixed(1)} ${unit}`;
}
