// What was asked for and cannot be had: a problem of its uplink, for as long as it is so.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Trouble } from "../../../../service/planes/plane.ts";
import { joinUplinks } from "../../../../service/planes/uplinks.ts";
import { Status } from "../../../../service/status/index.ts";
import { FakeClock } from "../observer/fake-clock.ts";
import { assignmentOf } from "../planes/assignment.ts";
import { viewOf } from "../view/from-text/state.ts";

const NO_MPTCP: Trouble = { table: 1000, code: "no-mptcp", text: "the kernel has no MPTCP" };
const LEFT_OUT: Trouble = { table: 1000, code: "endpoint-left-out", text: "no MPTCP endpoint for 192.0.2.1" };
const LINES = ["link eth0 2", "link eth1 3", "address 192.0.2.1/24 dev eth0", "address 192.0.2.2/24 dev eth1"];

/** Two uplinks, and the names that were told since the last time. */
async function scene() {
  const view = viewOf(LINES, [1000, 1001]);
  const uplinks = joinUplinks(["eth0 table 1000", "eth1 table 1001"].map(assignmentOf), view);
  const clock = new FakeClock();
  const status = new Status(view, () => ({ uplinks, busy: false, failing: 0 }), clock);
  const tellings: string[] = [];
  status.listen({ changed: (links) => tellings.push([...links].join(" ")), applied() {} });
  status.started();
  const told = async (): Promise<string[]> => {
    await clock.pass(1000, async () => {});
    return tellings.splice(0);
  };
  await told();
  return { status, told };
}

test("it is told of its uplink and of the service, and no more when it is over", async () => {
  const { status, told } = await scene();
  assert.deepEqual([status.link("eth0")?.state, status.state], ["active", "converged"]);
  status.troubled([NO_MPTCP, LEFT_OUT]);
  assert.deepEqual(await told(), ["eth0"]);
  const [{ table: _, ...first }, { table: __, ...second }] = [NO_MPTCP, LEFT_OUT];
  assert.deepEqual(status.link("eth0")?.problems, [first, second]);
  assert.deepEqual(
    status.problems(),
    [first, second].map((each) => ({ interface: "eth0", ...each })),
  );
  assert.deepEqual(
    [status.link("eth0")?.state, status.link("eth1")?.state, status.state],
    ["degraded", "active", "degraded"],
  );
  status.troubled([]);
  assert.deepEqual(await told(), ["eth0"]);
  assert.deepEqual([status.problems(), status.state], [[], "converged"]);
});

test("what is as it was is not told again, what is another's is", async () => {
  const { status, told } = await scene();
  status.troubled([NO_MPTCP]);
  await told();
  status.troubled([{ ...NO_MPTCP }]);
  assert.deepEqual(await told(), []);
  status.troubled([{ ...NO_MPTCP, table: 1001 }]);
  assert.deepEqual(await told(), ["eth0 eth1"]);
});

test("beside what happened to a table", async () => {
  const { status } = await scene();
  status.raise("some key", 1000, { code: "kernel-refused", text: "ip -4 route add …: EINVAL" });
  status.troubled([NO_MPTCP]);
  assert.deepEqual(
    status.link("eth0")?.problems.map(({ code }) => code),
    ["kernel-refused", "no-mptcp"],
  );
});
