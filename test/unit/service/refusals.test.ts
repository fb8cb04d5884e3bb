// Refusals: an answer that never came is one, and each is told when it begins.
import assert from "node:assert/strict";
import { test } from "node:test";
import { executeWith } from "../../../service/execute.ts";
import type { Observer } from "../../../service/observer/index.ts";
import { joinUplinks } from "../../../service/planes/uplinks.ts";
import { Report } from "../../../service/report.ts";
import type { Operation } from "../../../service/view/operation.ts";
import { NO_EFFECTS } from "./no-effects.ts";
import { FakeClock } from "./observer/fake-clock.ts";
import { RecordingLog } from "./observer/recording-log.ts";
import { linkIndex } from "./planes/routing/lines.ts";
import { routeOf } from "./view/from-text/route.ts";
import { viewOf } from "./view/from-text/state.ts";

const { key, route } = routeOf("default via 192.0.2.1 dev eth0 proto 77", linkIndex);
const ROUTE = { kind: "route", verb: "add", family: 2, table: 1000, key, route } as const;
const two = routeOf("10.0.0.0/8 via 192.0.2.1 dev eth0 proto 77", linkIndex);
const OTHER: Operation = { ...ROUTE, key: two.key, route: two.route };

test("operations whose answer never came are in doubt", async () => {
  const told: string[] = [];
  const observer = {
    view: viewOf([]),
    applied: () => told.push("applied"),
    refused: () => told.push("refused"),
    doubt: () => told.push("doubt"),
    kernel: {
      change: async () => {
        throw new Error("the kernel did not answer a request in time");
      },
    },
  };
  await executeWith(observer as unknown as Observer, NO_EFFECTS, new FakeClock())([ROUTE]).catch(() => undefined);
  assert.ok(told.includes("doubt") || told.includes("refused"), told.join());
});

test("what was refused, and worked, is told when it is refused again, also while something else is refused", () => {
  const view = viewOf([]);
  const log = new RecordingLog();
  const report = new Report(view, log, () => joinUplinks([], view));
  const why = { code: "ENETUNREACH", text: undefined };
  report.refused("key", OTHER, why, 1);
  report.refused("key", ROUTE, why, 1);
  report.carriedOut([{ operation: ROUTE }]);
  report.converged(1);
  log.take();
  report.refused("key", ROUTE, why, 1);
  assert.equal(log.take().length, 1);
});
