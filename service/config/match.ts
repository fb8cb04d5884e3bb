// Globs for link names: `*`, `?`, `[a-z]` and `[!a-z]`, as in a shell.
import { INTERFACE_NAME_MAX } from "../../common/interface-name.ts";

/** Whether `pattern` stands for any number of links instead of one. */
export function isGlob(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

/** Why no link can ever match `pattern`, as the end of a sentence; undefined where one can. */
export function invalidGlob(pattern: string): string | undefined {
  if (pattern.length > GLOB_MAX) return `is longer than ${GLOB_MAX} characters`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[/:\s\u0000-\u001f\u007f]/.test(pattern)) return "contains a slash, a colon, white space or a control character";
  const units = split(pattern);
  if (units === undefined) return "contains a [ without its ]";
  if (units.some(isReversed)) return "contains a range that runs backwards";
  if (units.filter((unit) => unit !== "*").length > INTERFACE_NAME_MAX) {
    return `needs a name longer than ${INTERFACE_NAME_MAX} characters`;
  }
  return undefined;
}

/** Says of link names whether they match `pattern`; a pattern that is invalid matches none. */
export function globMatcher(pattern: string): (name: string) => boolean {
  if (invalidGlob(pattern) !== undefined) return () => false;
  // Adjacent stars say no more than one, but would make the search try every way to share the name among them.
  const source = (split(pattern) ?? [])
    .map(toRegExp)
    .join("")
    .replace(/(?:\.\*)+/g, ".*");
  const expression = new RegExp(`^${source}$`, "su");
  return (name) => expression.test(name);
}

/** Enough for fifteen bracket expressions of a few characters each. */
const GLOB_MAX = 128;

/** The pattern cut into stars, question marks, bracket expressions and single characters. */
function split(pattern: string): string[] | undefined {
  // A ] right behind [ or [! is one of the characters, as in POSIX 2.13.1.
  const units = pattern.match(/\[(?:!.|[^!])[^\]]*\]|[^[]/gsu) ?? [];
  return units.join("") === pattern ? units : undefined;
}

/** The two ends of every range in a bracket expression; a hyphen at either end is a character, not a range. */
function ranges(unit: string): [number, number][] {
  if (!unit.startsWith("[")) return [];
  const characters = [...unit.replace(/^\[!?/, "").slice(0, -1)];
  const found: [number, number][] = [];
  for (let at = 0; at < characters.length; at++) {
    const isRange = characters[at + 1] === "-" && at + 2 < characters.length;
    const end = isRange ? at + 2 : at;
    found.push([characters[at]?.codePointAt(0) ?? 0, characters[end]?.codePointAt(0) ?? 0]);
    at = end;
  }
  return found;
}

function isReversed(unit: string): boolean {
  return ranges(unit).some(([first, last]) => first > last);
}

function toRegExp(unit: string): string {
  if (unit === "*") return ".*";
  if (unit === "?") return ".";
  const spans = ranges(unit).map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`);
  if (spans.length > 0) return `[${unit.startsWith("[!") ? "^" : ""}${spans.join("")}]`;
  return `\\u{${(unit.codePointAt(0) ?? 0).toString(16)}}`;
}
