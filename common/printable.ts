// Text that others chose (link names, file contents) made fit for one line of a message or a log.

/** `text` with control characters, line separators and direction overrides written as escapes. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** `text` between quotation marks, escaped, and cut where it is too long for a message. */
export function quoted(text: string): string {
  return printable(JSON.stringify(clipped(text)));
}

/** `text`, or its beginning where it is too long for a message. */
export function clipped(text: string): string {
  return text.length <= CLIP_AT ? text : `${text.slice(0, CLIP_AT)}…`;
}

/** Longer than any link name, address or sane path. */
const CLIP_AT = 80;

// C0, delete and C1 (a terminal obeys them), U+2028/U+2029 (some viewers break the line there), and the bidirectional
// controls (they let a message show in another order than it was written).
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;
