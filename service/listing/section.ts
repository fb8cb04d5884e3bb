// Routes or rules that stand together, in order, as texts: what a listing consists of.

export interface Section {
  readonly length: number;
  /** The line at a place below `length`; undefined where what stood there is gone meanwhile. */
  line(at: number): string | undefined;
}

/** Which lines are asked for: at most `limit` from the place `offset` on. */
export interface Range {
  readonly offset: number;
  readonly limit: number;
}

/** The lines of a range of all sections, one after the other; those that are gone are left out. */
export function linesOf(sections: readonly Section[], { offset, limit }: Range): string[] {
  const lines: string[] = [];
  let before = 0;
  for (const { length, line } of sections) {
    const end = Math.min(length, offset + limit - before);
    for (let at = Math.max(0, offset - before); at < end; at++) {
      const text = line(at);
      if (text !== undefined) lines.push(text);
    }
    before += length;
  }
  return lines;
}
