// A kind of kernel state that we own. The reconciler knows planes only through this interface.
import type { Change } from "../view/change.ts";
import type { Operation } from "../view/operation.ts";
import type { View } from "../view/view.ts";
import type { Uplinks } from "./uplinks.ts";

/**
 * Names a piece of a plane's state, small (one route) or large (a whole table). Only its plane reads it; its first
 * character tells the planes' keys apart.
 */
export type Key = string;

export interface Plane {
  readonly name: string;
  /** Which of this plane's keys a change may affect. */
  touched(change: Change, uplinks: Uplinks, view: View): Iterable<Key>;
  /** Whether a key stands for so much that it is worked off in the background, between others. */
  isLarge(key: Key): boolean;
  /** The small key that an operation belongs to: what to look at again when it failed. */
  keyOf(operation: Operation): Key;
  /**
   * What would make this key as wanted, in a safe order. Pure: same arguments, same answer. Lazy: an operation may be
   * applied to the view before the next one is asked for, and the answer stays right.
   */
  plan(key: Key, uplinks: Uplinks, view: View): Iterable<Operation>;
}
