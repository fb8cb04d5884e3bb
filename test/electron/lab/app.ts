// The app as a test drives it: in real Electron by Playwright where MULTIHOMED_ELECTRON names one, else in Node with a
// stand-in for Electron. The same tests run with both.
import type { Page } from "playwright-core";
import type { User } from "../../bus/lab/users.ts";
import type { Host } from "../../kernel/lab/index.ts";
import { launchReal, spawnReal } from "./real.ts";
import { launchStandIn } from "./stand-in.ts";

/** Electron's module, as the functions see it that are sent to the app. */
export type Electron = typeof import("electron");

/** One that ends by itself, and is not spoken with. */
export interface Brief {
  /** Everything on standard error so far. */
  readonly stderr: string;
  /** Its exit code; null: by a signal. */
  readonly exited: Promise<number | null>;
}

export interface App extends Brief {
  /**
   * Runs a function there; it is sent as text, so that it may use nothing but its arguments, and no function with a name.
   */
  inMain<R, A = undefined>(run: (electron: Electron, arg: A) => R | Promise<R>, arg?: A): Promise<R>;
  /** The same in the page of its window, which has to be there. */
  inPage<R, A = undefined>(run: (arg: A) => R | Promise<R>, arg?: A): Promise<R>;
  /** The page in real Electron. */
  page(): Promise<Page>;
  signal(signal: NodeJS.Signals): void;
  kill(): Promise<void>;
}

export interface Launch {
  readonly host: Host;
  readonly user: User;
  /** The folder of the built app, which the user can read. */
  readonly folder: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Electron's program; undefined: the stand-in. */
export const ELECTRON = process.env.MULTIHOMED_ELECTRON;

export async function launch(how: Launch): Promise<App> {
  return ELECTRON === undefined ? launchStandIn(how) : await launchReal(ELECTRON, how);
}

/** For one that ends before anybody could speak with it. */
export async function launchBriefly(how: Launch): Promise<Brief> {
  return ELECTRON === undefined ? launchStandIn(how) : await spawnReal(ELECTRON, how);
}
