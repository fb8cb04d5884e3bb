// How much JavaScript the window has, as it would go over a network.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Row } from "../result.ts";
import { DIST } from "./seat.ts";

const ROW = "tray: JavaScript of the window";
const REACH = 300;

export const windowSize: Row = async (_plan, report) => {
  const script = readFileSync(`${DIST}/tray/renderer/window.js`);
  const [baseline, value] = [script.length / 1000, gzipSync(script, { level: 9 }).length / 1000];
  const common = { row: ROW, subject: "window", unit: "kB", right: true } as const;
  report({
    ...common,
    measure: "gzip -9; / as it is",
    value,
    baseline,
    ratio: value / baseline,
    reach: REACH,
    judged: value,
  });
};
