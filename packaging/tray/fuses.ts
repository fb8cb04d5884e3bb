// Fuses: switches in Electron's binary that take abilities away which the app does not need, and a thief of it might.
import type { Configuration } from "electron-builder";

/** electron-builder sets them where the binary has them. All that it knows of are said, whatever their defaults are. */
export const FUSES = {
  // ELECTRON_RUN_AS_NODE=1 would make it a Node that runs anything.
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  // app.asar has to be what was packaged. On Linux Electron does not look yet; where it does, this is set already.
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  enableCookieEncryption: true,
  // The window's page comes by a scheme of our own: files need no more rights than they have in any browser.
  grantFileProtocolExtraPrivileges: false,
  loadBrowserProcessSpecificV8Snapshot: false,
} as const satisfies Configuration["electronFuses"];

/** Stands before the fuses in every binary of Electron (github.com/electron/fuses, constants.ts). */
const SENTINEL = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";

/** Whether this program has fuses: what has none is not Electron. */
export const hasFuses = (program: Buffer): boolean => program.includes(SENTINEL);
