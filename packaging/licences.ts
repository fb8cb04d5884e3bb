// The licence of an npm package that is in the programs: its notices have to go with it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Licence {
  readonly name: string;
  readonly version: string;
  /** As Debian's format for copyright files has it, such as "Expat" (what others call MIT). */
  readonly id: string;
  /** "2020 Somebody", at least one. */
  readonly copyright: readonly string[];
  readonly text: string;
}

/** The package's folder under `root`. @throws where it says no licence, no holder, or comes without the licence's text. */
export function licenceOf(folder: string, root: string): Licence {
  const { name, version, license, author } = readManifest(join(root, folder));
  const files = licenceFiles(join(root, textFolder(folder)));
  const text = files.map((file) => readFileSync(file, "utf8").trim()).join("\n\n");
  const id = idOf(text) ?? license;
  const notices = [...text.matchAll(COPYRIGHT)].map(([, holder = ""]) => holder.trim());
  const named = HOLDERS[name] ?? (author === undefined ? [] : [author]);
  const copyright = notices.length > 0 ? [...new Set(notices)] : named;
  if (id === undefined || text === "" || copyright.length === 0) {
    throw new Error(`${folder}: no licence, no licence text or no copyright holder; it cannot go into a package`);
  }
  return { name, version, id, copyright, text };
}

/** Packages that are compiled into the native add-ons, which nothing imports. */
export const COMPILED_IN: readonly string[] = ["node_modules/node-addon-api"];

/** koffi's binaries come in packages of their own, one for each platform; the licence is in the package that wants them. */
const textFolder = (folder: string): string =>
  /^node_modules\/@koromix\/koffi-[a-z0-9-]+$/.test(folder) ? "node_modules/koffi" : folder;

/** "Copyright (c) 2020 Somebody"; not the sentences of a licence that speak of copyright, nor the template in Apache's. */
const COPYRIGHT = /^[\s/*#]*Copyright(?: ©| \([cC]\))? +([^\s[].*?)\s*$/gm;

/** The licence that a text is; what a package says of itself has many spellings, and some say nothing. */
function idOf(text: string): string | undefined {
  return Object.entries(SENTENCES).find(([, sentence]) => sentence.test(text))?.[0];
}

const SENTENCES: Readonly<Record<string, RegExp>> = {
  "Apache-2.0": /Apache License\s+Version 2\.0/,
  Expat: /Permission is hereby granted, free of charge, to any person\s+obtaining\s+a\s+copy/,
  ISC: /Permission to use, copy, modify, and(?:\/or)? distribute/,
};

/** Of packages whose licence file names nobody. */
const HOLDERS: Readonly<Record<string, readonly string[]>> = {
  // Its README, under "Copyright".
  "dbus-next": ["2012, Andrey Sidorov", "2018, Tony Crisci"],
  // The heads of its source files, which are not in the npm package.
  jsbi: ["2018 Google Inc."],
};

function licenceFiles(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => /^(?:licen[sc]e|copying|notice)(?:[.-]|$)/i.test(name));
  return names.sort().map((name) => join(folder, name));
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string | undefined;
  readonly author: string | undefined;
}

function readManifest(folder: string): Manifest {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const field = (from: unknown, key: string): unknown =>
    typeof from === "object" && from !== null && key in from ? from[key as keyof typeof from] : undefined; // `in` has said so
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
  const [name, version] = [text(field(manifest, "name")), text(field(manifest, "version"))];
  if (name === undefined || version === undefined) throw new Error(`${folder}/package.json: no name or version`);
  const author = field(manifest, "author");
  return {
    name,
    version,
    license: text(field(manifest, "license")),
    author: text(author) ?? text(field(author, "name")),
  };
}
