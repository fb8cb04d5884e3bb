// What software centres show, by AppStream 1.0 of freedesktop.org. There is neither a home page nor a picture of the app on the
// network yet, so none is named.
import { APP_ID, DESKTOP_FILE, ENGLISH, GERMAN, NAME, PROGRAM } from "./names.ts";

export interface Release {
  readonly version: string;
  readonly date: Date;
}

export function metainfo({ version, date }: Release): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>${APP_ID}</id>
  <metadata_license>FSFAP</metadata_license>
  <project_license>Apache-2.0</project_license>
  <name>${NAME}</name>
  <summary>${escaped(ENGLISH.comment)}</summary>
  <summary xml:lang="de">${escaped(GERMAN.comment)}</summary>
  <developer id="${developer()}">
    <name>The multihomed maintainers</name>
    <name xml:lang="de">Das multihomed-Projekt</name>
  </developer>
  <description>
${paragraphs().join("\n")}
  </description>
  <launchable type="desktop-id">${DESKTOP_FILE}</launchable>
  <icon type="stock">${PROGRAM}</icon>
  <categories>
    <category>Network</category>
    <category>Monitor</category>
  </categories>
  <keywords>
${keywords(ENGLISH.keywords)}
${keywords(GERMAN.keywords, ' xml:lang="de"')}
  </keywords>
  <provides>
    <binary>${PROGRAM}</binary>
  </provides>
  <supports>
    <control>pointing</control>
    <control>keyboard</control>
  </supports>
  <content_rating type="oars-1.1"/>
  <releases>
    <release version="${escaped(version)}" date="${date.toISOString().slice(0, 10)}"/>
  </releases>
</component>
`;
}

/** "org.multihomed": the identifier without its last part. */
const developer = (): string => APP_ID.replace(/\.[^.]+$/, "");

/** Each paragraph, and after it its translation. */
function paragraphs(): string[] {
  return ENGLISH.paragraphs.flatMap((english, index) => {
    const german = GERMAN.paragraphs[index];
    const translated = german === undefined ? [] : [`    <p xml:lang="de">${escaped(german)}</p>`];
    return [`    <p>${escaped(english)}</p>`, ...translated];
  });
}

const keywords = (words: readonly string[], language = ""): string =>
  words.map((word) => `    <keyword${language}>${escaped(word)}</keyword>`).join("\n");

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
