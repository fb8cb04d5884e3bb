// The command line of the app. What is not ours is Chromium's, and none of our business. Pure.
import { HIDDEN } from "./files/autostart.ts";

export interface Arguments {
  /** Started at login: with the icon only, where there is a place for it. */
  readonly hidden: boolean;
  readonly action: "run" | "version" | "help";
}

/** @param argv as Electron has it, the program first */
export function parseArguments(argv: readonly string[]): Arguments {
  const words = new Set(argv.slice(1));
  const action = words.has("--help") ? "help" : words.has("--version") ? "version" : "run";
  return { hidden: words.has(HIDDEN), action };
}

export const HELP = `usage: multihomed-tray [--hidden]

The network connections of this computer in the panel: which of them work, and a switch for each.
If it runs already, its window is shown.

  --hidden   shows no window at first, where the panel has a place for the icon
  --version  says which version this is
  --help     says this
`;
