// CHANGELOG.md's newest section as the file `changelog` of a Debian package (Debian Policy, 4.4).

export interface Release {
  readonly version: string;
  readonly maintainer: string;
  readonly date: Date;
}

/** @throws where the newest section says nothing. */
export function debianChangelog(markdown: string, { version, maintainer, date }: Release): string {
  const changes = newestChanges(markdown);
  if (changes.length === 0) throw new Error("CHANGELOG.md: its newest section says nothing");
  return [
    `multihomed (${version}) unstable; urgency=medium`,
    "",
    ...changes.flatMap((change) => wrapped(change, "  * ", "    ")),
    "",
    ` -- ${maintainer}  ${rfc2822(date)}`,
    "",
  ].join("\n");
}

/** The list items of the first section, each as one line without the marks of Markdown. */
function newestChanges(markdown: string): string[] {
  const [, section = ""] = markdown.split(/^## .*$/m);
  const items = section.split(/^- /m).slice(1);
  return items.map((item) => (item.split(/\n(?=\n|#)/)[0] ?? "").replace(/\s+/g, " ").replace(/[`*]/g, "").trim());
}

const WIDTH = 78;

function wrapped(text: string, first: string, next: string): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(" ")) {
    if (line.length + word.length > WIDTH && line !== first && line !== next) {
      lines.push(line.trimEnd());
      line = next;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}

/** "Sat, 21 Nov 2026 08:00:00 +0000". */
const rfc2822 = (date: Date): string => date.toUTCString().replace(/GMT$/, "+0000");
