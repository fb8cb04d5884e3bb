// The file `copyright` of the package, in the format that Debian calls machine-readable (DEP-5).
import type { Licence } from "./licences.ts";

export function copyrightFile(licences: readonly Licence[], year: number): string {
  const ours = ["Files: *", `Copyright: ${year} the multihomed maintainers`, "License: Apache-2.0"];
  const header = [
    "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/",
    "Upstream-Name: multihomed",
    "Comment: The programs contain npm packages; the paragraphs below name each of them.",
  ];
  const apache = ["License: Apache-2.0", ...folded(APACHE)];
  return [header, ours, ...licences.map(paragraph), apache].map((lines) => `${lines.join("\n")}\n`).join("\n");
}

function paragraph({ name, version, id, copyright, text }: Licence): string[] {
  const [first = "", ...others] = copyright;
  return [
    `Files: node_modules/${name}/*`,
    `Copyright: ${first}`,
    ...others.map((holder) => `           ${holder}`),
    `License: ${id}`,
    // Debian has the text of this one, and wants it said once.
    ...(id === "Apache-2.0" ? [] : folded(text)),
    `Comment: version ${version}`,
  ];
}

const APACHE = `On Debian systems, the text of the Apache License, version 2.0, is in
/usr/share/common-licenses/Apache-2.0.`;

/** Text as the continuation of a field: an empty line is a full stop. */
const folded = (text: string): string[] =>
  text.split("\n").map((line) => (line.trim() === "" ? " ." : ` ${line.trimEnd()}`));
