// When somebody is there who can ask for a password, and when nobody needs to be.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Session } from "../../../ctl/session.ts";
import { FakeBus } from "../common/client/fake-service.ts";

interface Case {
  readonly interactive?: boolean;
  readonly root?: boolean;
  readonly answer?: string;
}

/** How many agents ran at most and at the end, for one privileged command. */
async function agents({ interactive = true, root = false, answer = "challenge" }: Case): Promise<[number, number]> {
  const bus = new FakeBus();
  bus.answers.set("GetPermissions", async () => [new Map([["org.multihomed1.assign", answer]])]);
  let [most, now] = [0, 0];
  const session = new Session({
    connect: async () => bus.connection,
    interactive,
    root,
    async startAgent() {
      most = Math.max(most, ++now);
      return () => now--;
    },
  });
  await session.privileged("assign");
  await session.close();
  assert.ok(bus.closed);
  return [most, now];
}

test("an agent runs exactly where a password is needed and can be asked for", async () => {
  assert.deepEqual(await agents({}), [1, 0]);
  assert.deepEqual(await agents({ interactive: false }), [0, 0]);
  assert.deepEqual(await agents({ root: true }), [0, 0]);
  assert.deepEqual(await agents({ answer: "yes" }), [0, 0]);
  assert.deepEqual(await agents({ answer: "no" }), [0, 0]);
});

test("a command that never asked for the service has nothing to close", async () => {
  const session = new Session({
    connect: () => Promise.reject(new Error("nobody asked")),
    interactive: true,
    root: false,
    startAgent: () => Promise.reject(new Error("nobody asked")),
  });
  await session.close();
});
