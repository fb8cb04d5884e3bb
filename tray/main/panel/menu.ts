// The menu of the panel's icon: how things stand, a check box per interface, and everything that the app can do. Pure.
import { clipped, printable } from "../../../common/printable.ts";
import type { Known } from "../../shared/known.ts";
import { failureWords, type Words } from "../../shared/words/index.ts";
import { disabledIf, type Entry, SEPARATOR } from "./entries.ts";
import { linkEntries } from "./menu-links.ts";
import { preferenceEntries } from "./menu-preferences.ts";
import type { PanelState, Refusal } from "./state.ts";
import { problemLine, reachWords, summary } from "./summary.ts";

/** So many problems stand in the menu; the window has all. */
const PROBLEMS_MAX = 3;

export function menu(state: PanelState, words: Words): Entry[] {
  const texts = words.desktop.menu;
  const groups: Entry[][] = [
    standing(state.known, words),
    problems(state.known, words),
    refusal(state.refusal, words),
    links(state, words),
    [
      { kind: "command", label: texts.open, action: { do: "open" } },
      ...service(state, words),
      { kind: "submenu", label: texts.preferences, entries: preferenceEntries(state.preferences, words) },
    ],
    [{ kind: "command", label: texts.quit, action: { do: "quit" } }],
  ];
  return groups.filter((group) => group.length > 0).flatMap((group, at) => (at === 0 ? group : [SEPARATOR, ...group]));
}

function standing(known: Known, words: Words): Entry[] {
  const away = known.reach.kind === "connecting" ? undefined : reachWords(known.reach, words);
  const lines = away === undefined ? [summary(known, words)] : [away.title, away.remedy];
  return lines.map(text);
}

function problems({ service, links }: Known, words: Words): Entry[] {
  const all = service?.problems ?? [];
  const shown = all.slice(0, PROBLEMS_MAX).map(({ interface: name, code }): Entry => {
    const place = links.has(name) ? ({ page: "link", name } as const) : ({ page: "overview" } as const);
    return { kind: "command", label: problemLine(name, code, words), action: { do: "open", place } };
  });
  const beyond = all.length - shown.length;
  if (beyond <= 0) return shown;
  const label = words.desktop.menu.moreProblems(beyond);
  return [...shown, { kind: "command", label, action: { do: "open", place: { page: "overview" } } }];
}

/** What was refused, what to do, and the reason in the words of who refused. */
function refusal(last: Refusal | undefined, words: Words): Entry[] {
  if (last === undefined) return [];
  const { title, remedy } = failureWords(words, last.failure);
  const heading = last.name === undefined ? title : words.desktop.menu.of(printable(last.name), title);
  const reason = clipped(printable(last.failure.text));
  return [heading, remedy, ...(reason === "" ? [] : [reason])].map(text);
}

function links({ known, attempts }: PanelState, words: Words): Entry[] {
  if (known.reach.kind !== "ready") return [];
  const forbidden = known.permissions?.assign === "no";
  const entries = linkEntries({ links: known.links, attempts, forbidden, words });
  return forbidden ? [text(words.desktop.menu.notAllowed), ...entries] : entries;
}

/** What is done with the service as a whole, as far as there is one. */
function service({ known, chores }: PanelState, words: Words): Entry[] {
  const { start, starting, check, checking } = words.desktop.menu;
  if (known.reach.kind === "absent" && known.reach.activatable) {
    const busy = chores.has("start");
    return [disabledIf(busy, { kind: "command", label: busy ? starting : start, action: { do: "start" } })];
  }
  if (known.reach.kind !== "ready") return [];
  const busy = chores.has("reconcile");
  const disabled = busy || known.permissions?.configure === "no";
  return [disabledIf(disabled, { kind: "command", label: busy ? checking : check, action: { do: "reconcile" } })];
}

const text = (label: string): Entry => ({ kind: "text", label });
