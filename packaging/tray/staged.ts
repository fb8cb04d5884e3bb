// Files of the packages that are neither Electron's nor the app's: licences, metadata, what starts at login, the command.
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyrightFile } from "../copyright.ts";
import type { Licence } from "../licences.ts";
import { AUTOSTART_ENTRY, desktopFile } from "./desktop-entry.ts";
import { metainfo, type Release } from "./metainfo.ts";
import { AUTOSTART_FILE, FOLDER, METAINFO_FILE, PROGRAM } from "./names.ts";

export interface Staged {
  /** Of everything that is in the app, for its resources. */
  readonly licences: string;
  /** What else the deb and the rpm install: where it is now, and where it will be. */
  readonly files: readonly (readonly [source: string, target: string])[];
}

export interface Contents extends Release {
  /** Of the npm packages in the app. */
  readonly bundled: readonly Licence[];
  readonly electron: Licence;
  /** The text of our own. */
  readonly licence: string;
  /** The app's icon as SVG. */
  readonly icon: string;
}

/** Writes them into `folder`. */
export function stage(folder: string, contents: Contents): Staged {
  const { bundled, electron, licence, date } = contents;
  mkdirSync(folder, { recursive: true });
  const at = (name: string): string => join(folder, name);
  writeFileSync(at("LICENSES"), licencesFile(licence, bundled));
  writeFileSync(at(METAINFO_FILE), metainfo(contents));
  writeFileSync(at(AUTOSTART_FILE), desktopFile(AUTOSTART_ENTRY));
  writeFileSync(at("copyright"), `${copyrightFile([...bundled, electron], date.getUTCFullYear())}\n${CHROMIUM}`);
  copyFileSync(contents.icon, at("icon.svg"));
  symlinkSync(`${FOLDER}/${PROGRAM}`, at(PROGRAM));
  return {
    licences: at("LICENSES"),
    files: [
      [at(PROGRAM), `/usr/bin/${PROGRAM}`],
      [at(AUTOSTART_FILE), `/etc/xdg/autostart/${AUTOSTART_FILE}`],
      [at(METAINFO_FILE), `/usr/share/metainfo/${METAINFO_FILE}`],
      [at("icon.svg"), `/usr/share/icons/hicolor/scalable/apps/${PROGRAM}.svg`],
      [at("copyright"), `/usr/share/doc/${PROGRAM}/copyright`],
    ],
  };
}

/** As text: our own, and that of every npm package. Electron's and Chromium's stand beside the program. */
function licencesFile(ours: string, bundled: readonly Licence[]): string {
  const others = bundled.map(({ name, version, text }) => `${name} ${version}\n\n${text.trim()}`);
  return `${[`multihomed\n\n${ours.trim()}`, ...others].join(`\n\n${"-".repeat(78)}\n\n`)}\n`;
}

const CHROMIUM = `Files: ${FOLDER.slice(1)}/*
Copyright: the authors of Chromium, and of what it contains
License: various
 ${FOLDER}/LICENSES.chromium.html names each part with its licence.
`;
