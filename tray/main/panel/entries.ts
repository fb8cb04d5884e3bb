// The menu of the panel's icon as plain values: what stands in it, and what each entry does when it is chosen.
import type { Preferences } from "../../shared/preferences.ts";
import type { Place } from "../../shared/told.ts";

export type Action =
  | { readonly do: "assign" | "release"; readonly name: string }
  | { readonly do: "reconcile" }
  | { readonly do: "start" }
  | { readonly do: "quit" }
  /** Without `place`: whatever page the window is on. */
  | { readonly do: "open"; readonly place?: Place }
  | { readonly do: "choose"; readonly changes: Partial<Preferences> };

export type Entry =
  /** A line to be read. */
  | { readonly kind: "text"; readonly label: string }
  | { readonly kind: "separator" }
  | { readonly kind: "command"; readonly label: string; readonly action: Action; readonly disabled?: true }
  /** "check": by itself; "choice": one of those beside it. */
  | {
      readonly kind: "check" | "choice";
      readonly label: string;
      readonly on: boolean;
      readonly action: Action;
      readonly disabled?: true;
    }
  | { readonly kind: "submenu"; readonly label: string; readonly entries: readonly Entry[] };

export const SEPARATOR: Entry = { kind: "separator" };

/** `entry`, or one that cannot be chosen. */
export const disabledIf = <E extends Entry>(disabled: boolean, entry: E): E =>
  disabled ? { ...entry, disabled: true } : entry;
