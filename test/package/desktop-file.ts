// Desktop files of freedesktop.org: the one group "Desktop Entry", with keys that may be localised.

/** @throws where it is not such a file, or says a key twice. */
export function entriesOfDesktopFile(text: string): Map<string, string> {
  const [group, ...lines] = text.split("\n");
  if (group !== "[Desktop Entry]") throw new SyntaxError(`not a desktop file: ${group}`);
  const found = new Map<string, string>();
  for (const line of lines) {
    if (line === "" || line.startsWith("#")) continue;
    const [, key, value] = /^([A-Za-z0-9-]+(?:\[[A-Za-z_@.]+\])?)=(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined || found.has(key)) throw new SyntaxError(`not understood: ${line}`);
    found.set(key, value);
  }
  return found;
}
