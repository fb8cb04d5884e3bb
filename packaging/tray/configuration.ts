// What electron-builder is told. Everything that it writes is below `out`; it looks at no node_modules and installs nothing.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Configuration } from "electron-builder";
import { MENU_ENTRY } from "./desktop-entry.ts";
import type { Electron } from "./electron.ts";
import { FUSES } from "./fuses.ts";
import { APP_ID, AUTOSTART_FILE, ENGLISH, FOLDER, PROGRAM } from "./names.ts";
import type { Staged } from "./staged.ts";

export interface Packaging {
  /** Where the app is: what build-tray.mjs has made. */
  readonly app: string;
  readonly version: string;
  readonly electron: Electron;
  readonly staged: Staged;
  /** Of the maintainer scripts. */
  readonly scripts: string;
  readonly maintainer: string;
  readonly out: string;
}

export function configuration({ app, version, electron, staged, scripts, maintainer, out }: Packaging): Configuration {
  const both = {
    synopsis: "tray app of multihomed, which keeps several network uplinks in use",
    maintainer,
    vendor: "multihomed",
    afterInstall: join(scripts, "postinst"),
    afterRemove: join(scripts, "postrm"),
  };
  const files = staged.files.map(([source, target]) => `${source}=${target}`);
  return {
    appId: APP_ID,
    // The folder below /opt; what people read is in the desktop file.
    productName: PROGRAM,
    // fpm insists on an address; nobody reads this one yet (RFC 2606).
    extraMetadata: { homepage: "https://multihomed.invalid/" },
    directories: { output: out },
    asar: true,
    extraResources: [{ from: staged.licences, to: "LICENSES" }],
    // Everything is bundled: "no" means that the app's node_modules are somebody else's matter.
    beforeBuild: async () => false,
    publish: null,
    electronVersion: electron.version,
    electronDist: electron.folder,
    // The app speaks these; the others are 40 MB.
    electronLanguages: ["en-US", "de"],
    electronFuses: electron.isStandIn ? null : FUSES,
    // What electron-builder removes from an Electron that it has downloaded itself.
    afterExtract: async ({ appOutDir }) => {
      for (const file of ["resources/default_app.asar", "version"]) await rm(join(appOutDir, file), { force: true });
    },
    linux: {
      executableName: PROGRAM,
      syncDesktopName: true,
      description: ENGLISH.comment,
      category: "Network;Monitor",
      icon: join(app, "icons/app"),
      desktop: { entry: { ...MENU_ENTRY } },
    },
    deb: {
      ...both,
      packageCategory: "net",
      depends: [`multihomed (>= ${inPackages(version)})`, ...DEBIAN_LIBRARIES],
      recommends: [],
      // GNOME shows icons of the panel with it only.
      fpm: [...files, "--deb-suggests=gnome-shell-extension-appindicator"],
    },
    rpm: {
      ...both,
      packageCategory: "Applications/Internet",
      depends: [...RPM_LIBRARIES],
      fpm: [
        ...files,
        // There is no rpm of the service yet: a dependency could not be met by anyone.
        `--rpm-tag=Recommends: multihomed >= ${inPackages(version)}`,
        `--config-files=/etc/xdg/autostart/${AUTOSTART_FILE}`,
        `--directories=${FOLDER}`,
        // What the script after unpacking does, so that rpm knows of it.
        `--rpm-attr=4755,root,root:${FOLDER}/chrome-sandbox`,
        // Every Electron has the same build identifier, and two packages cannot own one link.
        "--rpm-rpmbuild-define=_build_id_links none",
      ],
    },
    // A runtime that needs no libfuse2; the older one also starts the app without its sandbox.
    toolsets: { appimage: "1.0.3" },
  };
}

/** A version as deb and rpm have it: what comes before a release sorts before it. */
const inPackages = (version: string): string => version.replaceAll("-", "~");

/** What Electron is linked with, or loads: those that the others below do not bring. Newer releases have t64 names. */
const DEBIAN_LIBRARIES = [
  "libasound2t64 | libasound2",
  "libatspi2.0-0t64 | libatspi2.0-0",
  "libcups2t64 | libcups2",
  "libgbm1",
  "libgtk-3-0t64 | libgtk-3-0",
  "libnotify4",
  "libnss3",
  "libsecret-1-0",
  "libxtst6",
  "xdg-utils",
] as const;

/** The same for Fedora and, where it has other names, openSUSE. */
const RPM_LIBRARIES = [
  "(alsa-lib or libasound2)",
  "at-spi2-core",
  "(cups-libs or libcups2)",
  "gtk3",
  "libnotify",
  "(libXtst or libXtst6)",
  "(mesa-libgbm or libgbm1)",
  "(mozilla-nss or nss)",
  "xdg-utils",
] as const;
