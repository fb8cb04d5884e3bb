// The Electron that goes into the package: one that was unpacked, or a stand-in that looks like it and runs nothing.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hasFuses } from "./fuses.ts";

export interface Electron {
  readonly version: string;
  /** With the program `electron` in it. */
  readonly folder: string;
  readonly isStandIn: boolean;
}

/** The version that package-lock.json has installed. */
export function electronVersion(repository: string): string {
  const { version }: { readonly version: string } = JSON.parse(
    readFileSync(join(repository, "node_modules/electron/package.json"), "utf8"),
  );
  return version;
}

/** Where Electron's own downloader puts it, or where ELECTRON_OVERRIDE_DIST_PATH says that it is. */
export const electronFolder = (repository: string, override: string | undefined): string =>
  override ?? join(repository, "node_modules/electron/dist");

/** What is in `folder`; undefined where no program is. @throws where it is another version, or something else. */
export function unpackedElectron(repository: string, folder: string): Electron | undefined {
  const program = join(folder, "electron");
  if (!existsSync(program)) return undefined;
  const version = electronVersion(repository);
  const found = readFileSync(join(folder, "version"), "utf8").trim().replace(/^v/, "");
  if (found !== version) throw new Error(`${folder}: Electron ${found}; it should be ${version}`);
  if (!hasFuses(readFileSync(program))) throw new Error(`${program}: this is not Electron: it has no fuses`);
  return { version, folder, isStandIn: false };
}

/** Makes one in `folder`: the files that electron-builder wants, and those that it should take out. */
export function standInElectron(repository: string, folder: string): Electron {
  const version = electronVersion(repository);
  const put = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const notice = `A stand-in for Electron ${version}, made to see what goes into the package. It runs nothing.`;
  put("electron", `#!/bin/sh\necho '${notice}' >&2\nexit 1\n`);
  chmodSync(join(folder, "electron"), 0o755);
  put("version", version);
  for (const file of ["chrome-sandbox", "LICENSES.chromium.html", "resources/default_app.asar"])
    put(file, `${notice}\n`);
  for (const language of ["de", "en-US", "fr"]) put(`locales/${language}.pak`, `${notice}\n`);
  copyFileSync(join(repository, "node_modules/electron/LICENSE"), join(folder, "LICENSE"));
  return { version, folder, isStandIn: true };
}
