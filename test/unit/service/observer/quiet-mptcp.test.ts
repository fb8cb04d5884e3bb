// MPTCP's endpoints and limits are not announced: what is read of them, and what that says about which of it is ours.
import assert from "node:assert/strict";
import { test } from "node:test";
import { QUIET_INTERVAL_MS, Quiet, type QuietSources } from "../../../../service/observer/quiet.ts";
import { Timers } from "../../../../service/observer/timers.ts";
import type { Limits } from "../../../../service/view/endpoint.ts";
import { View } from "../../../../service/view/view.ts";
import { endpointOf, endpointsOf, setEndpoints } from "../planes/mptcp/endpoints.ts";
import { FakeClock } from "./fake-clock.ts";

const OURS = "192.0.2.1 id 1 dev eth0 subflow";
const limits = (subflows: number, addAddrAccepted = 0): Limits => ({ subflows, addAddrAccepted });

class Scene {
  readonly view = new View();
  readonly clock = new FakeClock();
  endpoints: readonly string[] | undefined = [OURS];
  limits = limits(5);
  changes = 0;
  saves = 0;
  readonly #sources: QuietSources = {
    readSysctl: () => undefined,
    mptcp: async () => this.endpoints && { endpoints: this.endpoints.map(endpointOf), limits: this.limits },
    listRuleset: () => undefined,
    watchRuleset: () => {},
    saveKept: () => void this.saves++,
  };
  readonly quiet = new Quiet(
    this.view,
    this.#sources,
    new Timers(this.clock),
    ({ kind }) => {
      if (kind === "mptcp") this.changes++;
    },
    (what) => assert.fail(what),
  );

  /** As an earlier life left it. */
  constructor() {
    setEndpoints(this.view, [`ours ${OURS}`]);
    this.view.kept.limits = { was: limits(2), ours: limits(5) };
  }

  watch(): Promise<void> {
    return this.quiet.watch({ sysctls: new Set(), ruleset: false, mptcp: true });
  }

  async later(): Promise<number> {
    this.changes = 0;
    await this.clock.pass(QUIET_INTERVAL_MS, () => new Promise((resolve) => setImmediate(resolve)));
    return this.changes;
  }
}

test("what is as thought is no change, and ours stays ours", async () => {
  const scene = new Scene();
  await scene.watch();
  assert.deepEqual([...scene.view.kept.endpoints], [["\xc0\0\x02\x01", 1]]);
  assert.deepEqual([await scene.later(), scene.view.kept.limits], [0, { was: limits(2), ours: limits(5) }]);
});

test("an endpoint that is gone, has another number, or is the kernel's own is not ours any more", async () => {
  for (const found of [
    [],
    ["192.0.2.1 id 2 dev eth0 subflow"],
    ["192.0.2.1 id 1 implicit"],
    ["192.0.2.9 id 1 subflow"],
  ]) {
    const scene = new Scene();
    await scene.watch();
    scene.endpoints = found;
    assert.equal(await scene.later(), 1);
    assert.deepEqual([...scene.view.kept.endpoints], []);
    assert.deepEqual(endpointsOf(scene.view), found);
    assert.equal(await scene.later(), 0);
  }
});

test("flags that someone changed leave it ours", async () => {
  const scene = new Scene();
  await scene.watch();
  scene.endpoints = [`${OURS} backup`];
  assert.equal(await scene.later(), 1);
  assert.equal(scene.view.kept.endpoints.size, 1);
});

test("a limit that someone else set is theirs, and only that one", async () => {
  const scene = new Scene();
  await scene.watch();
  scene.limits = limits(7);
  assert.equal(await scene.later(), 1);
  assert.deepEqual(scene.view.kept.limits, { was: limits(7), ours: limits(7) });
  scene.view.kept.limits = { was: limits(2, 0), ours: limits(5, 3) };
  scene.limits = limits(5, 1);
  assert.equal(await scene.later(), 1);
  assert.deepEqual(scene.view.kept.limits, { was: limits(2, 1), ours: limits(5, 1) });
});

test("a kernel that has no MPTCP for now takes nothing that is to be given back", async () => {
  const scene = new Scene();
  await scene.watch();
  scene.endpoints = undefined;
  assert.equal(await scene.later(), 1);
  assert.deepEqual([scene.view.endpoints, scene.view.limits], [undefined, undefined]);
  assert.deepEqual([scene.view.kept.endpoints.size, scene.view.kept.limits?.ours], [1, limits(5)]);
});
