// Why we are stopped: what systemd says of its job and of itself, and "stop" whenever it does not say.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BusError, type Call } from "../../../../common/bus/connection.ts";
import { Variant } from "../../../../common/bus/types.ts";
import { stopReason } from "../../../../service/bus/systemd.ts";
import { FakeConnection } from "./fake-connection.ts";

const UNIT = "/org/freedesktop/systemd1/unit/multihomed_2eservice";
const JOB = "/org/freedesktop/systemd1/job/77";
const NONE = [0, "/"];

interface Says {
  readonly job?: unknown;
  readonly type?: unknown;
  readonly state?: unknown;
  /** The member, or the property, that it does not answer. */
  readonly silent?: string;
}

function systemd({ job = [77, JOB], type = "restart", state = "running", silent }: Says) {
  const connection = new FakeConnection();
  connection.answer = async ({ member, path, body = [] }: Call) => {
    const what = member === "Get" ? String(body[1]) : member;
    if (what === silent) throw new BusError("org.freedesktop.DBus.Error.NoReply", "no answer");
    if (what === "GetUnitByPID") return [UNIT];
    if (what === "Job" && path === UNIT) return [new Variant<string>("(uo)", job)];
    if (what === "JobType" && path === JOB) return [new Variant<string>("s", type)];
    if (what === "SystemState") return [new Variant<string>("s", state)];
    throw new BusError("org.freedesktop.DBus.Error.UnknownObject", `${path} ${what}`);
  };
  return connection;
}

test("the job of our unit says whether a start follows", async () => {
  for (const [type, reason] of [
    ["restart", "restart"],
    ["try-restart", "restart"],
    ["stop", "stop"],
    ["start", "stop"],
    ["reload", "stop"],
    ["", "stop"],
    [7, "stop"],
  ] as const) {
    const connection = systemd({ type });
    assert.equal(await stopReason(connection, 4711), reason, String(type));
    const asked = connection.calls.find(({ member }) => member === "GetUnitByPID");
    assert.deepEqual([asked?.destination, asked?.body], ["org.freedesktop.systemd1", [4711]]);
    // It waits for us while we ask.
    for (const { timeout = Infinity } of connection.calls) assert.ok(timeout <= 1000);
  }
});

test("without a job, as after kill -TERM, it is a stop", async () => {
  assert.equal(await stopReason(systemd({ job: NONE }), 4711), "stop");
});

test("at the end of the system nothing has to be taken away", async () => {
  assert.equal(await stopReason(systemd({ type: "stop", state: "stopping" }), 4711), "shutdown");
  assert.equal(await stopReason(systemd({ type: "stop", state: "degraded" }), 4711), "stop");
});

test("where it does not answer, it is a stop", async () => {
  for (const silent of ["GetUnitByPID", "Job", "JobType"]) {
    assert.equal(await stopReason(systemd({ silent }), 4711), "stop", silent);
  }
  assert.equal(await stopReason(systemd({ silent: "SystemState", type: "stop" }), 4711), "stop");
});

test("an answer that is none is no", async () => {
  for (const job of [[], "77", undefined, [77], [0]]) {
    const connection = systemd({});
    const { answer } = connection;
    connection.answer = async (call) => (call.body?.[1] === "Job" ? [job] : await answer(call));
    assert.equal(await stopReason(connection, 4711), "stop", String(job));
  }
});
