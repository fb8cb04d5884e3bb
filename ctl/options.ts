// The options of the command: one table for the parser, --help, the completions' and the man page's tests.

export interface OptionSyntax {
  /** What stands for its value in the help; absent: it takes none. */
  readonly metavar?: string;
  readonly help: string;
}

// Their order is that of --help.
export const OPTIONS = {
  priority: { metavar: "N", help: "of its rules (default: the table's number); below 32766 to have an effect" },
  weight: { metavar: "N", help: "share in balance, 1 to 256" },
  strict: { help: "strong end system: the interface takes and sends only what belongs to it" },
  "no-guard": { help: "no unreachable default at the end of the table" },
  "unassigned-routes": { metavar: "WHICH", help: "include or exclude routes through interfaces that are not assigned" },
  mptcp: { metavar: "FLAGS", help: "Multipath TCP endpoints: signal, subflow, backup, fullmesh, comma-separated" },
  gateway: { metavar: "ADDRESS", help: "only routes by this router: two uplinks on one interface" },
  iif: { metavar: "LINK", help: "the packet arrives by this interface, to be forwarded" },
  mark: { metavar: "N", help: "the packet has this firewall mark, such as 16 or 0x10" },
  temporary: { help: "until the next boot only" },
  json: { help: "for programs: JSON" },
  bus: { metavar: "BUS", help: "system, session or a D-Bus address (default system)" },
  help: { help: "print this" },
  version: { help: "print the version" },
} as const satisfies Record<string, OptionSyntax>;

export type OptionName = keyof typeof OPTIONS;

/** What every command takes. */
export const COMMON_OPTIONS = ["bus", "help", "version"] as const satisfies readonly OptionName[];

/** By their one letter. */
export const SHORT = { h: "help", v: "version" } as const satisfies Record<string, OptionName>;
