// Files of sections and KEY=VALUE lines: units of systemd, activation files of D-Bus.

/** By section, its lines in order. @throws SyntaxError on a line that is none of both, a comment or empty. */
export function sections(text: string): Map<string, (readonly [key: string, value: string])[]> {
  const found = new Map<string, (readonly [string, string])[]>();
  let current: (readonly [string, string])[] | undefined;
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [, section] = /^\[([^\]]+)\]$/.exec(line) ?? [];
    const [, key, value] = /^([A-Za-z0-9]+)=(.*)$/.exec(line) ?? [];
    if (section !== undefined) {
      current = found.get(section) ?? [];
      found.set(section, current);
    } else if (key !== undefined && value !== undefined && current !== undefined) current.push([key, value]);
    else throw new SyntaxError(`not understood: ${line}`);
  }
  return found;
}
