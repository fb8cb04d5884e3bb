// How things stand, in one line and in a few: the first line of the menu, and the tool tip. Pure.
import type { Link } from "../../../common/client/domain.ts";
import type { Reach } from "../../../common/client/reach.ts";
import { printable } from "../../../common/printable.ts";
import type { Known } from "../../shared/known.ts";
import { problemWords, textFor, type Words } from "../../shared/words/index.ts";
import { count } from "./indicator.ts";

/** One line. */
export function summary(known: Known, words: Words): string {
  const away = reachWords(known.reach, words);
  if (away !== undefined) return away.title;
  if (known.service?.state === "starting") return words.states.service.starting;
  const { working, used } = count(known);
  return words.desktop.summary(working, used);
}

/** So many lines of a tool tip are read. */
const TIP_LINES = 5;

/** The summary, and what is not as it should be: a line each. */
export function toolTip(known: Known, words: Words): string {
  const wrong = [...problemLines(known, words), ...idleLines(known, words)];
  return [summary(known, words), ...wrong.slice(0, TIP_LINES - 1)].join("\n");
}

/** Why nothing can be said of the links, and what to do; undefined where it can. */
export function reachWords(reach: Reach, { states }: Words): { title: string; remedy: string } | undefined {
  if (reach.kind === "ready") return undefined;
  if (reach.kind === "absent" && !reach.activatable) return states.reach.notInstalled;
  return states.reach[reach.kind];
}

/** The state of a link in a word or two; a newer service's word as it is. */
export const stateWords = ({ state }: Pick<Link, "state">, { states }: Words): string =>
  textFor(states.link, state, printable(state));

/** A line of what is wrong with an interface, or with the service itself (""). */
export function problemLine(name: string, code: string, words: Words): string {
  const { title } = problemWords(words, code);
  return name === "" ? title : words.desktop.menu.of(printable(name), title);
}

const problemLines = ({ service }: Known, words: Words): string[] =>
  (service?.problems ?? []).map(({ interface: name, code }) => problemLine(name, code, words));

/** Those that are used and do not work as they should. */
function idleLines({ links }: Known, words: Words): string[] {
  const idle = [...links.values()].filter(
    ({ assigned, state }) => assigned && state !== "active" && state !== "degraded",
  );
  return idle.map((link) => words.desktop.menu.of(printable(link.name), stateWords(link, words)));
}
