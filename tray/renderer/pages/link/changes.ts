// Whether something happened that may have changed what the kernel has of a link: its routes and rules. Pure.
import type { WindowState } from "../../store/store.ts";

export type Seen = Pick<WindowState, "known" | "activity">;

export function concerns(name: string, before: Seen, now: Seen): boolean {
  if (now.known !== before.known) {
    if (now.known.reach !== before.known.reach) return true;
    const [was, is] = [before.known.links.get(name), now.known.links.get(name)];
    if (was !== is && (was?.routes !== is?.routes || was?.rules !== is?.rules || was?.table !== is?.table)) return true;
  }
  if (now.activity === before.activity) return false;
  const last = before.activity.at(-1)?.id ?? -1;
  // The newest stand last.
  for (let at = now.activity.length - 1; at >= 0; at--) {
    const note = now.activity[at];
    if (note === undefined || note.id <= last) return false;
    if (note.kind === "applied" && note.operations.some((operation) => operation.interface === name)) return true;
  }
  return false;
}
