// The history as it is shown: as it is, or as it was when it was held, because the user said so or reads further down.
import { useCallback, useState } from "react";
import type { Activity } from "../../../shared/activity.ts";
import { useStore, useWindow } from "../../store/hooks.ts";

export interface Held {
  /** What is shown, oldest first. */
  readonly notes: readonly Activity[];
  /** What is held back. */
  readonly waiting: readonly Activity[];
  readonly by: "pause" | "scrolling" | undefined;
  pause(): void;
  /** Shows all again. */
  resume(): void;
  /** Whether the newest entry is out of view: what is read does not move away then. */
  scrolled(away: boolean): void;
}

export function useHeld(): Held {
  const store = useStore();
  const activity = useWindow((state) => state.activity);
  const [held, setHeld] = useState<{ readonly notes: readonly Activity[]; readonly by: "pause" | "scrolling" }>();
  const notes = held?.notes ?? activity;
  const last = notes.at(-1)?.id ?? -1;
  return {
    notes,
    waiting: held === undefined ? NONE : activity.filter(({ id }) => id > last),
    by: held?.by,
    pause: useCallback(
      () => setHeld((before) => ({ notes: before?.notes ?? store.state.activity, by: "pause" })),
      [store],
    ),
    resume: useCallback(() => setHeld(undefined), []),
    scrolled: useCallback(
      (away) =>
        setHeld((before) => {
          if (before?.by === "pause" || away === (before !== undefined)) return before;
          return away ? { notes: store.state.activity, by: "scrolling" } : undefined;
        }),
      [store],
    ),
  };
}

const NONE: readonly Activity[] = [];
