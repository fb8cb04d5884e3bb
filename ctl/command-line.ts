// The command line: which command, with which words and options. Options stand anywhere, as GNU programs have it.
import { parseArgs } from "node:util";
import { MultihomedError } from "../common/errors.ts";
import { clipped, printable, quoted } from "../common/printable.ts";
import { COMMANDS, type Command } from "./commands.ts";
import { COMMON_OPTIONS, OPTIONS, type OptionName, type OptionSyntax, SHORT } from "./options.ts";

export interface CommandLine {
  /** Help and version are answered whatever else is there. */
  readonly action: "run" | "help" | "version";
  readonly command: Command;
  readonly words: readonly string[];
  /** With their values; "" where an option takes none. */
  readonly options: ReadonlyMap<OptionName, string>;
}

/** What `argv` (without the program) says, or MultihomedError "usage". */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const { words, given } = tokens(argv);
  const options = new Map(given.map(({ name, value }) => [name, value]));
  const status = commandOf("status");
  if (options.has("help")) return { action: "help", command: status, words: [], options };
  if (options.has("version")) return { action: "version", command: status, words: [], options };
  const [first, ...rest] = words;
  const named = first === undefined ? undefined : COMMANDS.find(({ name }) => name === first);
  // A single word that is no command is an interface to show.
  const command = named ?? (rest.length === 0 ? status : undefined);
  if (command === undefined) return refuse(`${quoted(first ?? "")}: unknown command; --help lists all`);
  const own = named === undefined ? words : rest;
  checkWords(command, own);
  for (const { name, written } of given) {
    const known = [...command.options, ...COMMON_OPTIONS].some((option) => option === name);
    if (!known) refuse(`${written}: no option of ${command.name}`);
  }
  return { action: "run", command, words: own, options };
}

function commandOf(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) throw new TypeError(`no command ${name}`);
  return command;
}

function checkWords(command: Command, words: readonly string[]): void {
  const missing = command.words.slice(words.length).find((word) => !word.startsWith("["));
  if (missing !== undefined) refuse(`${command.name}: expected ${usage(command)}`);
  const extra = words[command.words.length];
  if (extra !== undefined) refuse(`${quoted(extra)}: unexpected; expected ${usage(command)}`);
}

/** "assign INTERFACE [TABLE]". */
export function usage({ name, words }: Command): string {
  return [name, ...words].join(" ");
}

interface Given {
  readonly name: OptionName;
  /** As it was typed. */
  readonly written: string;
  readonly value: string;
}

function tokens(argv: readonly string[]): { words: string[]; given: Given[] } {
  const known = Object.fromEntries(
    Object.entries<OptionSyntax>(OPTIONS).map(([name, { metavar }]) => {
      const short = Object.entries(SHORT).find(([, long]) => long === name)?.[0];
      return [name, { type: metavar === undefined ? "boolean" : "string", ...(short && { short }) } as const];
    }),
  );
  const parsed = parseArgs({ args: [...argv], options: known, strict: false, allowPositionals: true, tokens: true });
  const words: string[] = [];
  const given: Given[] = [];
  for (const token of parsed.tokens) {
    if (token.kind === "positional") words.push(token.value);
    else if (token.kind === "option") given.push(option(token));
  }
  return { words, given };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  /** Whether the value stood behind an equals sign, or behind the letter. */
  readonly inlineValue: boolean | undefined;
}

function option({ name, rawName, value, inlineValue }: OptionToken): Given {
  const written = printable(clipped(rawName));
  if (!isOption(name)) return refuse(`${written}: unknown option; --help lists all`);
  const { metavar }: OptionSyntax = OPTIONS[name];
  if (metavar === undefined && value !== undefined) refuse(`${written}: expected no value`);
  // Without an equals sign, what begins with a hyphen is the next option: the value was forgotten.
  const forgotten = value === undefined || value === "" || (inlineValue !== true && value.startsWith("-"));
  if (metavar !== undefined && forgotten) refuse(`${written}: expected ${metavar}`);
  return { name, written, value: value ?? "" };
}

const isOption = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name);

export function refuse(why: string): never {
  throw new MultihomedError("usage", why);
}
