// The commands: what each takes and does. Each is loaded when it is asked for, so that none waits for another's parts.
import type { Run } from "./context.ts";
import type { OptionName } from "./options.ts";

export interface Command {
  readonly name: string;
  /** Such as ["INTERFACE", "[TABLE]"]: those in brackets may be absent. */
  readonly words: readonly string[];
  /** Beside those that every command takes. */
  readonly options: readonly OptionName[];
  readonly help: string;
  load(): Promise<{ readonly run: Run }>;
}

export const COMMANDS: readonly Command[] = [
  {
    name: "status",
    words: ["[INTERFACE]"],
    options: ["json"],
    help: "show the service and all interfaces, or all of one (the default command)",
    load: () => import("./commands/status.ts"),
  },
  {
    name: "assign",
    words: ["INTERFACE", "[TABLE]"],
    options: ["priority", "weight", "strict", "no-guard", "unassigned-routes", "mptcp", "gateway", "temporary", "json"],
    help: "give an interface a routing table of its own: TABLE, or auto (the default)",
    load: () => import("./commands/assign.ts"),
  },
  {
    name: "release",
    words: ["INTERFACE"],
    options: ["temporary"],
    help: "take the table back",
    load: () => import("./commands/release.ts"),
  },
  {
    name: "watch",
    words: [],
    options: ["json"],
    help: "show changes as they happen, until Ctrl-C",
    load: () => import("./commands/watch.ts"),
  },
  {
    name: "plan",
    words: [],
    options: ["json"],
    help: "show what is not as wanted, as ip(8) commands",
    load: () => import("./commands/plan.ts"),
  },
  {
    name: "explain",
    words: ["SOURCE|-", "DESTINATION"],
    options: ["iif", "mark", "json"],
    help: "show which way a packet takes, beside what is intended; -: of a program that binds to nothing",
    load: () => import("./commands/explain.ts"),
  },
  {
    name: "reconcile",
    words: [],
    options: ["json"],
    help: "compare everything with the kernel now, and repair it",
    load: () => import("./commands/reconcile.ts"),
  },
  {
    name: "reload",
    words: [],
    options: [],
    help: "read the configuration again",
    load: () => import("./commands/reload.ts"),
  },
  {
    name: "permissions",
    words: [],
    options: ["json"],
    help: "show what you may do",
    load: () => import("./commands/permissions.ts"),
  },
  {
    name: "log-level",
    words: ["[LEVEL]"],
    options: ["json"],
    help: "show or set how much the service logs",
    load: () => import("./commands/log-level.ts"),
  },
];
