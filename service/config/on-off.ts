// The words for yes and no that DynMHS accepts (Boost.Program_options' bool), in any case.

/** What is accepted, for messages. */
export const ON_OFF_EXPECTED = "on or off";

/** True, false, or undefined where `text` says neither. */
export function parseOnOff(text: string): boolean | undefined {
  return WORDS.get(text.toLowerCase());
}

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ["on", true],
  ["yes", true],
  ["true", true],
  ["1", true],
  ["off", false],
  ["no", false],
  ["false", false],
  ["0", false],
]);
