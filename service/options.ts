// The command line of the daemon: which options there are and what they mean.
import { MultihomedError } from "../common/errors.ts";
import { quoted } from "../common/printable.ts";
import { type Given, readArguments, type Syntax } from "./arguments.ts";
import { COMMAND_LINE } from "./config/check.ts";
import type { LogLevel, Uplink } from "./config/config.ts";
import { LOG_LEVEL_EXPECTED, parseLogLevel } from "./config/log-level.ts";
import { parseNetwork } from "./config/network.ts";
import { ON_OFF_EXPECTED, parseOnOff } from "./config/on-off.ts";

export interface Options {
  /** Help and version are answered whatever else is there. */
  readonly action: "run" | "help" | "version";
  /** Undefined: the default file, if it exists. */
  readonly config: string | undefined;
  readonly networks: readonly Uplink[];
  readonly logLevel: LogLevel | undefined;
  readonly logColor: boolean | undefined;
  readonly logFile: string | undefined;
  /** "system", "session", "none" or a D-Bus address. */
  readonly bus: string;
  readonly dryRun: boolean;
  readonly once: boolean;
  /** One line each, for the log. */
  readonly warnings: readonly string[];
}

/** The options in `argv` (without the program), or MultihomedError("usage") with one line. */
export function parseOptions(argv: readonly string[]): Options {
  const given = readArguments(argv, OPTIONS);
  const has = (long: string) => given.some((option) => option.long === long);
  const action = has("help") ? "help" : has("version") ? "version" : "run";
  // DynMHS looks at no value before it has answered --help and --version.
  const read = action === "run" ? given : [];
  const networks = ["network", "interface"].flatMap((long) => values(read, long));
  return {
    action,
    config: last(read, "config") || undefined,
    networks: networks.flatMap((text) => parseNetwork(text, COMMAND_LINE, refuseAs("--network")) ?? []),
    logLevel: logLevel(read),
    logColor: logColor(read),
    logFile: last(read, "logfile") || undefined,
    bus: bus(last(read, "bus")),
    dryRun: has("dry-run"),
    once: has("once"),
    warnings: has("interface") ? ["--interface (-I) is deprecated, use --network (-N)"] : [],
  };
}

/** What --help prints. */
export function helpText(): string {
  const rows = OPTIONS.map(({ long, short, metavar, help }): [string, string] => [
    `  ${short === undefined ? "   " : ` -${short},`} --${long}${metavar === undefined ? "" : ` ${metavar}`}`,
    help,
  ]);
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return [
    "Usage: multihomed [--config FILE] [--network INTERFACE:TABLE]... [options]",
    "Keeps a routing table and source rules for every assigned network interface.",
    "",
    ...rows.map(([left, right]) => left.padEnd(width) + right),
    "",
    "Exit status: 0 clean stop, 1 cannot start or lost the bus, 2 usage or configuration error. See multihomed(8).",
    "",
  ].join("\n");
}

interface Option extends Syntax {
  readonly metavar?: string;
  readonly help: string;
}

// Their order is that of --help.
const OPTIONS: readonly Option[] = [
  {
    long: "config",
    short: "C",
    value: "required",
    metavar: "FILE",
    help: "configuration: *.toml, or DynMHS's KEY=VALUE (default /etc/multihomed/multihomed.toml, if it exists)",
  },
  {
    long: "network",
    short: "N",
    value: "required",
    metavar: "IF:TABLE",
    help: "assign an interface to a table, 1 to 4294967295 except 253-255, or auto; repeatable",
  },
  { long: "interface", short: "I", value: "required", metavar: "IF:TABLE", help: "deprecated alias of --network" },
  {
    long: "loglevel",
    short: "L",
    value: "required",
    metavar: "LEVEL",
    help: "0 to 5, or trace, debug, info, warning, error, fatal (default info)",
  },
  { long: "quiet", short: "q", value: "optional", help: "as --loglevel 3" },
  { long: "verbose", short: "!", value: "optional", help: "as --loglevel 0" },
  {
    long: "logfile",
    short: "O",
    value: "required",
    metavar: "FILE",
    help: "append the log there instead of to standard error; opened again on SIGHUP",
  },
  {
    long: "logcolor",
    short: "Z",
    value: "required",
    metavar: "on|off",
    help: "colours in the log (default: on a terminal only)",
  },
  {
    long: "bus",
    value: "required",
    metavar: "BUS",
    help: "where to serve D-Bus: system (default), session, an address such as unix:path=FILE, or none",
  },
  { long: "dry-run", value: "none", help: "print what would be changed, in ip(8) syntax, change nothing" },
  { long: "once", value: "none", help: "converge, exit and leave it so (2 if something failed)" },
  { long: "version", short: "v", value: "none", help: "print the version" },
  { long: "help", short: "h", value: "none", help: "print this" },
];

function values(given: readonly Given[], long: string): string[] {
  return given.flatMap((option) => (option.long === long && option.value !== undefined ? [option.value] : []));
}

function last(given: readonly Given[], long: string): string | undefined {
  return values(given, long).at(-1);
}

/** Whatever their order: --verbose before --quiet before --loglevel, as with DynMHS. */
function logLevel(given: readonly Given[]): LogLevel | undefined {
  for (const [long, implied] of [
    ["verbose", "trace"],
    ["quiet", "warning"],
    ["loglevel", undefined],
  ] as const) {
    const option = given.filter((candidate) => candidate.long === long).at(-1);
    if (option === undefined) continue;
    const level = option.value === undefined ? implied : parseLogLevel(option.value);
    return level ?? refuseAs(`--${long}`)(`${quoted(option.value ?? "")}: expected ${LOG_LEVEL_EXPECTED}`);
  }
  return undefined;
}

function logColor(given: readonly Given[]): boolean | undefined {
  const text = last(given, "logcolor");
  if (text === undefined) return undefined;
  return parseOnOff(text) ?? refuseAs("--logcolor")(`${quoted(text)}: expected ${ON_OFF_EXPECTED}`);
}

function bus(text: string | undefined): string {
  if (text === undefined || text === "system") return "system";
  if (text === "session" || text === "none" || /^[a-z]+:/.test(text)) return text;
  return refuseAs("--bus")(`${quoted(text)}: expected system, session, none or an address such as unix:path=FILE`);
}

function refuseAs(option: string): (why: string) => never {
  return (why) => {
    throw new MultihomedError("usage", `${option}: ${why}`);
  };
}
