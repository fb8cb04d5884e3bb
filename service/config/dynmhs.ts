// DynMHS's configuration file: KEY=VALUE a line, as Boost.Program_options reads it, so that every file that works with
// DynMHS 0.3 works here.
import { MultihomedError } from "../../common/errors.ts";
import { clipped, printable, quoted } from "../../common/printable.ts";
import type { LogLevel, Uplink } from "./config.ts";
import type { Fragment } from "./defaults.ts";
import { LOG_LEVEL_EXPECTED, parseLogLevel } from "./log-level.ts";
import { parseNetwork } from "./network.ts";
import { ON_OFF_EXPECTED, parseOnOff } from "./on-off.ts";

/** What the text of `file` says. */
export function parseDynmhs(file: string, source: string): Fragment {
  const draft: Draft = { uplinks: [] };
  const seen = new Map<string, number>();
  for (const { line, key, value } of settings(file, source)) {
    const origin = printable(`${file}:${line}`);
    const refuse = (why: string): never => fail(origin, `${printable(clipped(key))}: ${why}`);
    const read = KEYS.get(key) ?? refuse(`unknown key, expected one of ${[...KEYS.keys()].join(", ")}`);
    const first = seen.get(key);
    if (first !== undefined && !key.startsWith("NETWORK")) refuse(`expected once, but is on line ${first} too`);
    seen.set(key, line);
    read(draft, value, origin, refuse);
  }
  return { ...draft, warnings: [] };
}

interface Draft {
  readonly uplinks: Uplink[];
  logLevel?: LogLevel;
  logColor?: boolean;
  logFile?: string;
}

type Read = (draft: Draft, value: string, origin: string, refuse: (why: string) => never) => void;

const network: Read = (draft, value, origin, refuse) => {
  const uplink = parseNetwork(value, origin, refuse);
  if (uplink !== undefined) draft.uplinks.push(uplink);
};

const KEYS: ReadonlyMap<string, Read> = new Map<string, Read>([
  [
    "LOGLEVEL",
    (draft, value, _origin, refuse) => {
      draft.logLevel = parseLogLevel(unquoted(value)) ?? refuse(`expected ${LOG_LEVEL_EXPECTED}`);
    },
  ],
  [
    "LOGCOLOR",
    (draft, value, _origin, refuse) => {
      draft.logColor = parseOnOff(unquoted(value)) ?? refuse(`expected ${ON_OFF_EXPECTED}`);
    },
  ],
  [
    "LOGFILE",
    (draft, value) => {
      if (unquoted(value) !== "") draft.logFile = unquoted(value);
    },
  ],
  ["NETWORK", network],
  // Until DynMHS 0.2 there were five numbered ones; it still reads them.
  ...["NETWORK1", "NETWORK2", "NETWORK3", "NETWORK4", "NETWORK5"].map((key): [string, Read] => [key, network]),
]);

/** Comments reach from # to the end of the line, even between quotation marks: so does Boost's reader. */
function* settings(file: string, source: string) {
  let section = "";
  for (const [index, whole] of source.split("\n").entries()) {
    const line = index + 1;
    const content = whole.replace(/#.*/s, "").trim();
    if (content === "") continue;
    const equals = content.indexOf("=");
    if (content.startsWith("[") && content.endsWith("]")) {
      section = `${content.slice(1, -1)}.`;
    } else if (equals === -1) {
      fail(printable(`${file}:${line}`), `${quoted(content)}: expected KEY=VALUE`);
    } else {
      yield { line, key: section + content.slice(0, equals).trim(), value: content.slice(equals + 1).trim() };
    }
  }
}

function unquoted(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

function fail(origin: string, why: string): never {
  throw new MultihomedError("configuration", `${origin}: ${why}`);
}
