// What is said of an entry, in the user's language: what led to it, and what was done. Names and lines of others are in it as
// printable text: it is copied, and a terminal obeys what an interface may be called. Pure.
import type { AppliedOperation } from "../../../../common/client/domain.ts";
import { commandText } from "../../../../common/command-text.ts";
import { printable } from "../../../../common/printable.ts";
import type { LinkChange } from "../../../shared/activity.ts";
import { problemWords, textFor, type Words } from "../../../shared/words/index.ts";
import type { Formats } from "../../formats.ts";
import { type Count, counted } from "./counting.ts";
import type { Cause, Entry } from "./grouping.ts";

export interface Language {
  readonly words: Words;
  readonly formats: Formats;
}

/** What led to it, a sentence each; where nobody tells, what was done stands alone. */
export const causesOf = (entry: Entry, language: Language): string[] =>
  entry.causes.flatMap((cause) => sentencesOf(cause, language)).map(printable);

/** What was done, in a line; "" where nothing was. */
export function doneOf({ operations, causes }: Entry, { words, formats }: Language): string {
  if (operations.length === 0) return "";
  const what = counted(operations)
    .map((count) => countText(count, words, formats))
    .join("; ");
  if (causes.length > 0) return what;
  // Of the host as a whole it begins the line.
  const names = [...new Set(operations.map((operation) => operation.interface))].sort(hostFirst);
  return words.activity.of(formats.series(names.map((name) => printable(name) || words.activity.host)), what);
}

/** "ip -4 route add …"; of many, how many more there were. */
export function commandLine(operation: AppliedOperation, { words, formats }: Language): string {
  const [, more] = /^(\d+) more$/.exec(operation.object) ?? [];
  if (more === undefined) return printable(commandText(operation));
  return words.activity.moreCommands(Number(more), formats.number(Number(more)));
}

/** What the service says of problems, in its own words. */
export const problemLines = ({ causes }: Entry): string[] =>
  causes.flatMap((cause) =>
    cause.kind === "link"
      ? cause.changes.flatMap((change) => (change.what === "problem" ? [printable(change.text)] : []))
      : [],
  );

function sentencesOf(cause: Cause, { words, formats }: Language): string[] {
  const { activity, states } = words;
  switch (cause.kind) {
    case "link":
      return cause.changes.map((change) => changeText(cause.name, change, words, formats));
    case "service":
      return [textFor(activity.service, cause.state, cause.state)];
    case "reach": {
      const { reach } = cause;
      if (reach.kind === "ready") return [activity.ready];
      const { title } = states.reach[reach.kind === "absent" && !reach.activatable ? "notInstalled" : reach.kind];
      return "reason" in reach && reach.reason !== undefined ? [title, reach.reason.text] : [title];
    }
  }
}

function changeText(name: string, change: LinkChange, words: Words, formats: Formats): string {
  const { change: texts } = words.activity;
  switch (change.what) {
    case "appeared":
    case "disappeared":
    case "released":
      return texts[change.what](name);
    case "assigned":
      return texts.assigned(name, change.table);
    case "state":
      return stateText(name, change, words);
    case "address":
    case "gateway": {
      const [gained, lost] = [formats.series(change.gained), formats.series(change.lost)];
      if (lost === "") return texts[`${change.what}Gained`](name, gained);
      if (gained === "") return texts[`${change.what}Lost`](name, lost);
      return texts[`${change.what}Changed`](name, gained, lost);
    }
    case "problem":
      return texts.problem(name, problemWords(words, change.code).title);
    case "solved":
      return texts.solved(name, problemWords(words, change.code).title);
  }
}

function stateText(name: string, { from, to }: { readonly from: string; readonly to: string }, words: Words): string {
  const { state, lost, unknownState } = words.activity;
  const usual = textFor(state, to, (it: string) => unknownState(it, to));
  const worked = from === "active" || from === "degraded";
  return (worked ? textFor(lost, to, usual) : usual)(name);
}

const hostFirst = (one: string, other: string): number => Number(other === "") - Number(one === "");

function countText({ verb, things }: Count, { activity }: Words, formats: Formats): string {
  const texts = [...things].map(([thing, count]) => activity.things[thing](count, formats.number(count)));
  return activity[verb](formats.series(texts));
}
