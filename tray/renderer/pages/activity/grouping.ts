// Puts what was changed in the kernel together with what led to it: entries of the history. Pure.
import type { AppliedOperation } from "../../../../common/client/domain.ts";
import type { Activity } from "../../../shared/activity.ts";

/** What led to something, not what was done. */
export type Cause = Exclude<Activity, { kind: "applied" }>;

export interface Entry {
  /** Of its first note. */
  readonly id: number;
  /** When it began, in milliseconds since the epoch. */
  readonly time: number;
  /** All of it, oldest first. */
  readonly notes: readonly Activity[];
  readonly causes: readonly Cause[];
  readonly operations: readonly AppliedOperation[];
  /** Links that it is about; "" for the host as a whole is not among them. */
  readonly interfaces: ReadonlySet<string>;
}

/** What was done later than that after something has not come of it, as far as anybody can tell. */
export const TOGETHER_MS = 2000;

/**
 * Entries, newest first, of notes, oldest first. Changes of one link stand together until something was done; what was
 * done for links stands with what became of them just before. When the service has just come, that is why.
 */
export function grouped(notes: readonly Activity[]): Entry[] {
  const groups = new Set<Group>();
  /** The last group of each link. */
  const last = new Map<string, Group>();
  let start: Group | undefined;
  for (const note of notes) {
    const near = (group: Group | undefined): group is Group =>
      group !== undefined && note.time - group.time <= TOGETHER_MS;
    if (note.kind === "link") {
      const before = last.get(note.name);
      if (near(before) && !before.done) before.notes.push(note);
      else last.set(note.name, begin(groups, note));
    } else if (note.kind === "applied") {
      const names = namesOf(note.operations);
      const found = [...new Set([...names].map((name) => last.get(name)))].filter(near);
      // It may have become part of an earlier entry.
      if (found.length === 0 && near(start) && groups.has(start)) found.push(start);
      const group = merge(groups, found, last) ?? begin(groups, note);
      if (!group.notes.includes(note)) group.notes.push(note);
      group.done = true;
      for (const name of names) last.set(name, group);
    } else {
      const group = begin(groups, note);
      if (isStart(note)) start = group;
    }
  }
  return [...groups].map(entryOf).reverse();
}

interface Group {
  readonly time: number;
  readonly notes: Activity[];
  done: boolean;
}

function begin(groups: Set<Group>, note: Activity): Group {
  const group: Group = { time: note.time, notes: [note], done: note.kind === "applied" };
  groups.add(group);
  return group;
}

/** One group of several, in the place of the first; undefined where there are none. */
function merge(groups: Set<Group>, found: readonly Group[], last: Map<string, Group>): Group | undefined {
  const [first, ...others] = [...found].sort((one, other) => (one.notes[0]?.id ?? 0) - (other.notes[0]?.id ?? 0));
  if (first === undefined || others.length === 0) return first;
  for (const other of others) {
    groups.delete(other);
    first.notes.push(...other.notes);
  }
  first.notes.sort((one, other) => one.id - other.id);
  const merged = new Set(others);
  for (const [name, group] of last) if (merged.has(group)) last.set(name, first);
  return first;
}

/** The service has come: what it finds to be done, it does. */
const isStart = (note: Activity): boolean =>
  (note.kind === "reach" && note.reach.kind === "ready") || (note.kind === "service" && note.state === "starting");

function entryOf({ time, notes }: Group): Entry {
  const causes: Cause[] = [];
  const operations: AppliedOperation[] = [];
  const interfaces = new Set<string>();
  for (const note of notes) {
    if (note.kind === "applied") {
      for (const operation of note.operations) operations.push(operation);
      for (const name of namesOf(note.operations)) if (name !== "") interfaces.add(name);
    } else {
      causes.push(note);
      if (note.kind === "link") interfaces.add(note.name);
    }
  }
  return { id: notes[0]?.id ?? 0, time, notes, causes, operations, interfaces };
}

/** Notes never change: what they name is found once. */
const NAMES = new WeakMap<readonly AppliedOperation[], ReadonlySet<string>>();

function namesOf(operations: readonly AppliedOperation[]): ReadonlySet<string> {
  let names = NAMES.get(operations);
  if (names === undefined) {
    names = new Set(operations.map((operation) => operation.interface));
    NAMES.set(operations, names);
  }
  return names;
}
