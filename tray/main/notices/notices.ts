// What the user is told by notifications: what has changed, and lasts, and was not asked for; seldom, and nothing twice.
// Level-triggered: what may not be told now is told later, if it is still so. Pure; times are milliseconds of one clock.
import type { Facts } from "./facts.ts";
import { type Group, groups, type Notice, type Ripe, type Watched } from "./group.ts";
import { accepted, acceptedAsUnstable, due, firstSeen, PATIENCE, seen, type Watch } from "./watch.ts";

export interface Watching extends Watched {
  /** Whether links were spoken of before. How things are at first is nothing that has to be told. */
  readonly begun: boolean;
  /** What the user is changing: until when what happens to it is no news. */
  readonly asked: ReadonlyMap<string, number>;
  /** When notices were told lately. */
  readonly told: readonly number[];
  /** Nothing is told before. */
  readonly quietUntil: number;
}

export const NOTHING_WATCHED: Watching = {
  watches: new Map(),
  visible: new Set(),
  begun: false,
  asked: new Map(),
  spoken: new Map(),
  told: [],
  quietUntil: Number.NEGATIVE_INFINITY,
};

/** So many notices within so many milliseconds, and no more. */
export const TOLD_MAX = 4;
export const TOLD_WITHIN_MS = 60_000;
/** What a click brings about has settled so long after it was carried out. */
export const ASKED_MS = 5_000;
/** So long after the machine woke up, everything has found its place again. */
const RESUMED_MS = 10_000;

/** @param speaksOfLinks whether an uplink that is not among the facts was released, and a problem solved */
export function observed(watching: Watching, facts: Facts, speaksOfLinks: boolean, now: number): Watching {
  const { watches: before, begun } = watching;
  const watches = new Map<string, Watch>();
  for (const [key, { subject, well }] of facts) {
    const known = begun || subject.kind !== "service" ? before.get(key) : undefined;
    // Anything that is seen first is as it is, but a problem that was not there before is news.
    watches.set(key, seen(known ?? firstSeen(subject, well || (begun && subject.kind === "problem"), now), well, now));
  }
  const visible = new Set(watches.keys());
  for (const [key, watch] of before) {
    if (watches.has(key)) continue;
    if (!speaksOfLinks) watches.set(key, watch);
    else if (watch.subject.kind === "problem" && !watch.told) {
      watches.set(key, seen(watch, true, now));
      visible.add(key);
    }
  }
  return { ...watching, watches, visible, begun: begun || speaksOfLinks };
}

/** The user has asked for a change of this subject; `answered` when it was carried out or refused. */
export const asked = (watching: Watching, key: string): Watching => ({
  ...watching,
  asked: new Map([...watching.asked, [key, Number.POSITIVE_INFINITY]]),
});

export const answered = (watching: Watching, key: string, now: number): Watching => ({
  ...watching,
  asked: new Map([...watching.asked, [key, now + ASKED_MS]]),
});

/** The machine is about to sleep. */
export const suspended = (watching: Watching): Watching => ({ ...watching, quietUntil: Number.POSITIVE_INFINITY });

export const resumed = (watching: Watching, now: number): Watching => ({ ...watching, quietUntil: now + RESUMED_MS });

export interface Telling {
  readonly watching: Watching;
  readonly notices: readonly Notice[];
  /** When to look again, unless something happens before: later than now. Undefined: not before something happens. */
  readonly wake?: number;
}

/** What is to be told now. */
export function tell(watching: Watching, now: number): Telling {
  const current = acceptAsked(forgetPast(watching, now));
  if (now < current.quietUntil) {
    const wake = Number.isFinite(current.quietUntil) && { wake: current.quietUntil };
    return { watching: current, notices: [], ...wake };
  }
  const ripe = allDue(current, now).filter(({ at }) => at <= now);
  const tellings = groups(ripe, current, now).slice(0, TOLD_MAX - current.told.length);
  const settled = settle(current, ripe, tellings, now);
  const [oldest = now] = settled.told;
  // What is ripe still was one too many.
  const times = allDue(settled, now).map(({ at }) => (at > now ? at : oldest + TOLD_WITHIN_MS));
  const notices = tellings.map(({ notice }) => notice);
  return { watching: settled, notices, ...(times.length > 0 && { wake: Math.min(...times) }) };
}

function allDue({ watches, visible, spoken }: Watching, now: number): Ripe[] {
  return [...watches].flatMap(([key, watch]) => {
    const when = visible.has(key) ? due(watch, spoken.get(key), now) : undefined;
    return when === undefined ? [] : { ...when, key, watch };
  });
}

function settle(before: Watching, ripe: readonly Ripe[], tellings: readonly Group[], now: number): Watching {
  const watches = new Map(before.watches);
  const spoken = new Map(before.spoken);
  for (const { key, say } of ripe) if (say === "nothing") watches.delete(key); // a problem that is solved
  for (const { notice, keys } of tellings) {
    for (const key of keys) {
      const watch = watches.get(key);
      if (watch === undefined) continue;
      const comesAndGoes = notice.kind === "unstable" || (notice.kind === "service" && notice.is === "unstable");
      watches.set(key, comesAndGoes ? acceptedAsUnstable(watch) : accepted(watch));
      spoken.set(key, now);
    }
  }
  return { ...before, watches, spoken, told: [...before.told, ...tellings.map(() => now)] };
}

/** What the user is changing is as the user wants it. */
function acceptAsked(watching: Watching): Watching {
  const keys = [...watching.asked.keys()].filter((key) => watching.watches.has(key));
  if (keys.length === 0) return watching;
  const watches = new Map(watching.watches);
  for (const key of keys) {
    const watch = watches.get(key);
    if (watch !== undefined) watches.set(key, accepted(watch));
  }
  return { ...watching, watches };
}

const LONGEST_AGAIN = Math.max(...Object.values(PATIENCE).map(({ again }) => again));

function forgetPast(watching: Watching, now: number): Watching {
  return {
    ...watching,
    asked: new Map([...watching.asked].filter(([, until]) => now < until)),
    spoken: new Map([...watching.spoken].filter(([, time]) => now - time < LONGEST_AGAIN)),
    told: watching.told.filter((time) => now - time < TOLD_WITHIN_MS),
  };
}
