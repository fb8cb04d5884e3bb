// What stands in a notification, and which page of the window it opens. Pure.
import { clipped, printable } from "../../../common/printable.ts";
import type { Reply } from "../../shared/bridge.ts";
import type { Known } from "../../shared/known.ts";
import type { Place } from "../../shared/told.ts";
import { failureWords, problemWords, textFor, type Words } from "../../shared/words/index.ts";
import { addressOf } from "../panel/menu-links.ts";
import type { Request } from "../panel/state.ts";
import { problemLine, reachWords } from "../panel/summary.ts";
import type { Notice } from "./group.ts";

export interface NoticeText {
  readonly title: string;
  /** May be "". */
  readonly body: string;
  readonly place: Place;
}

const OVERVIEW: Place = { page: "overview" };

export function noticeText(notice: Notice, known: Known, words: Words): NoticeText {
  switch (notice.kind) {
    case "lost":
      return lost(notice, known, words);
    case "back":
      return back(notice.names, known, words);
    case "unstable": {
      const { unstable, unstableSeveral, unstableMeaning } = words.desktop.notices;
      return ofNames(notice.names, unstable, unstableSeveral, unstableMeaning);
    }
    case "service":
      return service(notice.is, known, words);
    default:
      return problems(notice.problems, known, words);
  }
}

/** What became of a click in the menu; undefined where it shows by itself. */
export function answerText(request: Request, reply: Reply<unknown>, words: Words): NoticeText | undefined {
  const { notices } = words.desktop;
  if (reply.ok) {
    if (request.do !== "reconcile" || typeof reply.value !== "number") return undefined;
    return { title: notices.checked(reply.value), body: "", place: { page: "activity" } };
  }
  const { title, remedy } = failureWords(words, reply.failure);
  const body = lines(title, remedy, reply.failure.text);
  switch (request.do) {
    case "assign":
      return { title: notices.notSwitchedOn(printable(request.name)), body, place: linkPlace(request.name) };
    case "release":
      return { title: notices.notSwitchedOff(printable(request.name)), body, place: linkPlace(request.name) };
    case "start":
      return { title: notices.notStarted, body, place: OVERVIEW };
    case "reconcile":
      return { title: notices.notChecked, body, place: OVERVIEW };
    default:
      return { title: notices.notChosen, body, place: { page: "preferences" } };
  }
}

function lost({ names, all }: Extract<Notice, { kind: "lost" }>, known: Known, words: Words): NoticeText {
  const { notices } = words.desktop;
  const [name] = names;
  const state = names.length === 1 && name !== undefined ? known.links.get(name)?.state : undefined;
  const meaning = state === undefined ? "" : textFor(words.states.linkMeaning, state, "");
  const text = ofNames(names, notices.lost, notices.lostSeveral, meaning);
  return all ? { ...text, title: notices.lostAll, body: lines(listed(names), meaning) } : text;
}

function back(names: readonly string[], known: Known, words: Words): NoticeText {
  const { back, backSeveral, address } = words.desktop.notices;
  const [name] = names;
  const link = names.length === 1 && name !== undefined ? known.links.get(name) : undefined;
  const its = link && addressOf(link);
  return ofNames(names, back, backSeveral, its === undefined ? "" : address(its));
}

function service(is: Extract<Notice, { kind: "service" }>["is"], { reach }: Known, words: Words): NoticeText {
  const { serviceBack, serviceUnstable, serviceUnstableRemedy } = words.desktop.notices;
  if (is === "back") return { title: serviceBack, body: "", place: OVERVIEW };
  if (is === "unstable") return { title: serviceUnstable, body: serviceUnstableRemedy, place: OVERVIEW };
  const { title, remedy } = reachWords(reach, words) ?? words.states.reach.failed;
  return { title, body: remedy, place: OVERVIEW };
}

function problems(all: Extract<Notice, { kind: "problems" }>["problems"], known: Known, words: Words): NoticeText {
  const [first] = all;
  if (first !== undefined && all.length === 1) {
    const { name, code } = first;
    const told = known.service?.problems.find((problem) => problem.interface === name && problem.code === code);
    const body = lines(problemWords(words, code).remedy, told?.text ?? "");
    return { title: problemLine(name, code, words), body, place: known.links.has(name) ? linkPlace(name) : OVERVIEW };
  }
  const body = lines(...all.slice(0, LINES_MAX).map(({ name, code }) => problemLine(name, code, words)));
  return { title: words.desktop.notices.problems(all.length), body, place: OVERVIEW };
}

function ofNames(
  names: readonly string[],
  one: (name: string) => string,
  several: (count: number) => string,
  body: string,
): NoticeText {
  const [name = ""] = names;
  if (names.length === 1) return { title: one(printable(name)), body, place: linkPlace(name) };
  return { title: several(names.length), body: lines(listed(names), body), place: OVERVIEW };
}

const linkPlace = (name: string): Place => ({ page: "link", name });

/** So many lines, or names, are read in a notification. */
const LINES_MAX = 5;

function listed(names: readonly string[]): string {
  const some = names.slice(0, LINES_MAX).map(printable).join(", ");
  return names.length > LINES_MAX ? `${some}, …` : some;
}

/** Those that say something. */
const lines = (...texts: readonly string[]): string =>
  texts
    .filter((text) => text !== "")
    .map((text) => (text.length > LINE_MAX ? clipped(printable(text)) : printable(text)))
    .join("\n");

/** Longer than our own sentences. */
const LINE_MAX = 200;
