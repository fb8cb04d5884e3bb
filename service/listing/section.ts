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

/** Only a route by some hundred next hops is longer; it may have thousands, and a page has to fit into a message. */
const LINE_MAX = 4096;

/** The lines of a range of all sections, one after the other. Those that are gone are left out. */
export function linesOf(sections: readonly Section[], { offset, limit }: Range): string[] {
  const lines: string[] = [];
  let before = 0;
  for (const section of sections) {
    const end = Math.min(section.length, offset + limit - before);
    for (let at = Math.max(0, offset - before); at < end; at++) {
      const line = section.line(at);
      if (line !== undefined) lines.push(line.length > LINE_MAX ? `${line.slice(0, LINE_MAX)}…` : line);
    }
    before += section.length;
  }
  return lines;
}
