// The window of the tray in Chromium: how soon it is there, how smoothly it is drawn, how large it is, what it takes in peace.
import type { Row } from "./result.ts";
import { windowIdle } from "./tray/idle.ts";
import { windowLoad } from "./tray/load.ts";
import { windowSize } from "./tray/size.ts";
import { windowUpdates } from "./tray/updates.ts";

/** Each on its own: one that fails is told, and the others go on. */
export const tray: Row = async (plan, report) => {
  for (const row of [windowSize, windowLoad, windowUpdates, windowIdle]) {
    try {
      await row(plan, report);
    } catch (error) {
      process.exitCode = 1;
      console.error(`tray: ${error instanceof Error ? error.message : error}`);
    }
  }
};
