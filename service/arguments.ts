// Command lines in the forms that Boost.Program_options accepts for DynMHS: --long=V, --long V, -sV, -s V, -abc,
// unambiguous beginnings of long names, and long names behind one hyphen (-network V).
import { MultihomedError } from "../common/errors.ts";
import { quoted } from "../common/printable.ts";

/** How an option may be written. */
export interface Syntax {
  readonly long: string;
  /** One character. */
  readonly short?: string;
  /** Whether a value follows; an optional one only in the same argument (--quiet=4, -q4). */
  readonly value: "none" | "optional" | "required";
}

/** An option as it was given. */
export interface Given {
  readonly long: string;
  readonly value: string | undefined;
}

/** What `argv` (without the program) gives, in its order, or MultihomedError("usage"). */
export function readArguments(argv: readonly string[], known: readonly Syntax[]): Given[] {
  const given: Given[] = [];
  const rest = [...argv];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    // An empty argument is a variable that was not set, as in a unit's ExecStart="${OPTION}".
    if (argument === "") continue;
    if (!argument.startsWith("-") || argument === "-" || argument === "--") {
      refuse(`${quoted(argument)}: expected an option; to assign an interface: --network INTERFACE:TABLE`);
    }
    const long = longForm(argument, known);
    given.push(...(long === undefined ? shortOptions(argument, rest, known) : [longOption(long, rest, known)]));
  }
  return given;
}

interface Long {
  /** As written, with its hyphens. */
  readonly written: string;
  readonly name: string;
  readonly value: string | undefined;
}

/** The argument cut at its equals sign, where it is a long option; undefined where it is short ones. */
function longForm(argument: string, known: readonly Syntax[]): Long | undefined {
  const [, hyphens = "", name = "", value] = /^(--?)([^=]*)(?:=(.*))?$/s.exec(argument) ?? [];
  const long = { written: hyphens + name, name, value };
  if (hyphens === "--") return long;
  if (known.some(({ short }) => short !== undefined && short === name)) return undefined;
  return candidates(name, known).length > 0 ? long : undefined;
}

function longOption({ written, name, value }: Long, rest: string[], known: readonly Syntax[]): Given {
  const [option, ...others] = candidates(name, known);
  if (option === undefined) return refuse(`${quoted(written)}: unknown option; --help lists all`);
  if (others.length > 0) {
    const names = [option, ...others].map(({ long }) => `--${long}`).join(", ");
    return refuse(`${quoted(written)}: expected one of ${names}`);
  }
  if (value === "") refuse(`--${option.long}: expected a value behind the equals sign`);
  if (option.value === "none" && value !== undefined) refuse(`--${option.long}: expected no value`);
  return { long: option.long, value: value ?? following(option, rest, known) };
}

/** The options with this name; where there is none, those that begin with it. */
function candidates(name: string, known: readonly Syntax[]): Syntax[] {
  const exact = known.filter(({ long }) => long === name);
  return exact.length > 0 || name === "" ? exact : known.filter(({ long }) => long.startsWith(name));
}

function shortOptions(argument: string, rest: string[], known: readonly Syntax[]): Given[] {
  const given: Given[] = [];
  for (let at = 1; at < argument.length; at++) {
    const letter = argument.charAt(at);
    const option = known.find(({ short }) => short === letter);
    if (option === undefined) return refuse(`${quoted(argument)}: unknown option; --help lists all`);
    const attached = argument.slice(at + 1);
    if (option.value !== "none") {
      return [...given, { long: option.long, value: attached === "" ? following(option, rest, known) : attached }];
    }
    given.push({ long: option.long, value: undefined });
  }
  return given;
}

/** The next argument, where the option needs one. */
function following(option: Syntax, rest: string[], known: readonly Syntax[]): string | undefined {
  if (option.value !== "required") return undefined;
  const next = rest.shift();
  if (next === undefined || isOption(next, known)) return refuse(`--${option.long}: expected a value`);
  return next;
}

function isOption(argument: string, known: readonly Syntax[]): boolean {
  const { name = "" } = argument.startsWith("-") ? (longForm(argument, known) ?? {}) : {};
  if (candidates(name, known).length > 0) return true;
  return known.some(({ short }) => short !== undefined && argument === `-${short}`);
}

function refuse(why: string): never {
  throw new MultihomedError("usage", why);
}
