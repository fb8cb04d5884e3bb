// One subject of notifications: what it is, what the user believes, and from when on that has to be said. Pure.
import type { Subject, SubjectKind } from "./facts.ts";

export interface Watch {
  readonly subject: Subject;
  readonly well: boolean;
  /** Since when it is so: milliseconds. */
  readonly since: number;
  /** What the user believes: what was told last, or what was so when nothing had to be told. */
  readonly told: boolean;
  /** When it was lost lately, oldest first. */
  readonly losses: readonly number[];
  /** Told to come and go: nothing more is said until it is stable. */
  readonly unstable: boolean;
}

interface Patience {
  /** What heals within this time is not told. */
  readonly lost: number;
  /** What is well again for less is not told either. */
  readonly back: number;
  /** Between two notices of the same subject. */
  readonly again: number;
}

/** Milliseconds. A restart of the service takes some seconds; a problem that comes again soon is no news. */
export const PATIENCE: Readonly<Record<SubjectKind, Patience>> = {
  service: { lost: 10_000, back: 1_000, again: 30_000 },
  uplink: { lost: 3_000, back: 1_000, again: 30_000 },
  problem: { lost: 3_000, back: 0, again: 600_000 },
};

/** Lost so often within so many milliseconds: it comes and goes, and is told so once. */
const UNSTABLE_LOSSES = 4;
const UNSTABLE_WITHIN_MS = 60_000;
/** The same for so long: stable again. */
const STABLE_MS = 60_000;

/** Of a subject that is seen for the first time: as it is, it is nothing that has to be told. */
export const firstSeen = (subject: Subject, well: boolean, now: number): Watch => ({
  subject,
  well,
  since: now,
  told: well,
  losses: [],
  unstable: false,
});

export function seen(watch: Watch, well: boolean, now: number): Watch {
  if (watch.well === well) return watch;
  const losses = well ? watch.losses : [...recent(watch.losses, now), now];
  return { ...watch, well, since: now, losses };
}

/** The user knows how it is: has been told, or has brought it about. */
export const accepted = (watch: Watch): Watch => ({ ...watch, told: watch.well, losses: [], unstable: false });

/** As `accepted`, with the word that it comes and goes. */
export const acceptedAsUnstable = (watch: Watch): Watch => ({ ...accepted(watch), unstable: true });

export type Due = { readonly at: number; readonly say: "change" | "unstable" | "nothing" };

/**
 * When something has to be done about it, unless it changes before; undefined: nothing.
 * @param lastToldAt when a notice spoke of it last; undefined: not lately
 */
export function due(watch: Watch, lastToldAt: number | undefined, now: number): Due | undefined {
  const { subject, well, since, told, unstable } = watch;
  const { lost, back, again } = PATIENCE[subject.kind];
  const soonest = (lastToldAt ?? Number.NEGATIVE_INFINITY) + again;
  const is = (at: number, say: Due["say"]): Due => ({ at: say === "nothing" ? at : Math.max(at, soonest), say });
  // Whoever was told that it comes and goes is told what it is in the end, whatever that is.
  if (unstable) return is(since + STABLE_MS, "change");
  if (comesAndGoes(watch, now)) return is(now, "unstable");
  if (well === told) return undefined;
  if (subject.kind === "problem" && well) return is(since + back, "nothing");
  return is(since + (well ? back : lost), "change");
}

/** Nobody is told of a problem twice within minutes anyway. */
const comesAndGoes = ({ subject, losses }: Watch, now: number): boolean =>
  subject.kind !== "problem" && recent(losses, now).length >= UNSTABLE_LOSSES;

const recent = (losses: readonly number[], now: number): number[] =>
  losses.filter((time) => now - time <= UNSTABLE_WITHIN_MS).slice(-UNSTABLE_LOSSES);
