// What one user may leave under way, so that everyone else is served: calls of a client, questions to polkit, questions to persons.
import assert from "node:assert/strict";
import { ACTION_ASSIGN, ACTION_CONFIGURE, BUS_NAME } from "../../common/bus/contract.ts";
import { eventually, rules } from "../kernel/lab/index.ts";
import {
  addUplink,
  assign,
  assignCall,
  type Bus,
  busLab,
  fakePolkit,
  managerCall,
  managerProperty,
  ruleOf,
  startAgent,
  YES,
} from "./lab/index.ts";

/** So many questions to persons one user may leave open. */
const OPEN_QUESTIONS = 8;
const LIMITS_EXCEEDED = "org.freedesktop.DBus.Error.LimitsExceeded";

busLab("who has too many calls under way is refused more, and nobody else is", async (bus) => {
  await start(bus);
  let silent = true;
  const { asked } = await fakePolkit(bus, (question) => silent || question.say(YES));
  const greedy = await bus.client("allowed");
  const refused: string[] = [];
  greedy.onMessage(({ type, errorName = "" }) => {
    if (type === "error") refused.push(errorName);
  });
  for (let count = 0; count < 40; count++) {
    greedy.send({ type: "call", destination: BUS_NAME, ...assignCall("u1", 1000 + count) });
  }
  await eventually(() => assert.equal(asked.length, 32));
  // What needs no waiting is answered, to this one too, and after what was refused before.
  assert.equal(await managerProperty(greedy, "State"), "converged");
  assert.deepEqual(
    refused,
    Array.from({ length: 8 }, () => LIMITS_EXCEEDED),
  );
  const other = await bus.client("particular");
  const assigned = other.call(assignCall("u2", 2000));
  silent = false;
  for (const question of asked) question.say(YES);
  await assigned;
  await assign(greedy, "u1", 1000);
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000), ruleOf(2, 2000)]);
});

busLab(
  "a user who leaves questions to a person open is asked no more, on no connection, until some are closed",
  async (bus) => {
    await start(bus);
    const agent = await startAgent(bus, "never");
    const clients = await Promise.all(Array.from({ length: 3 }, () => bus.client("challenged")));
    const refused: string[] = [];
    for (const client of clients) {
      client.onMessage(({ errorName = "" }) => refused.push(errorName));
      for (let count = 0; count < 8; count++) {
        client.send({ type: "call", destination: BUS_NAME, ...assignCall("u1", 1000 + count), interactive: true });
      }
    }
    await eventually(() => assert.equal(refused.length, 3 * 8 - OPEN_QUESTIONS));
    await eventually(() => assert.equal(agent.asked.length, OPEN_QUESTIONS));
    assert.deepEqual([...new Set(refused)], [LIMITS_EXCEEDED]);
    for (const client of clients) client.close();
    await eventually(() => assert.equal(agent.cancelled, OPEN_QUESTIONS));
    agent.answer = "approve";
    const fresh = await bus.client("challenged");
    for (let count = 0; count < 2 * OPEN_QUESTIONS; count++) {
      await fresh.call({ ...assignCall("u2", 3000 + count), interactive: true });
    }
    assert.deepEqual(rules(bus.host, 4), [ruleOf(2, 2999 + 2 * OPEN_QUESTIONS)]);
  },
  { polkit: true },
);

busLab(
  "questions that one user leaves open, on many connections, do not keep polkit from answering others",
  async (bus) => {
    await start(bus);
    const agent = await startAgent(bus, "never");
    const greedy = await Promise.all(Array.from({ length: 8 }, () => bus.client("challenged")));
    const refused: string[] = [];
    for (const client of greedy) {
      client.onMessage(({ type, errorName = "" }) => {
        if (type === "error") refused.push(errorName);
      });
      for (let count = 0; count < 32; count++) {
        client.send({ type: "call", destination: BUS_NAME, ...assignCall("u1", 1000), interactive: true });
      }
      await managerProperty(client, "State");
    }
    const allowed = await bus.client("allowed");
    await assign(allowed, "u1", 1100);
    assert.deepEqual(await allowed.call(managerCall("GetPermissions")), [
      new Map([
        [ACTION_ASSIGN, "yes"],
        [ACTION_CONFIGURE, "yes"],
      ]),
    ]);
    const asked = agent.asked.length;
    const other = await bus.client("alsoChallenged");
    const answer = other.call({ ...assignCall("u2", 2000), interactive: true });
    await eventually(() => assert.equal(agent.asked.length, asked + 1), { timeout: 2000 });
    assert.deepEqual([...new Set(refused)], [LIMITS_EXCEEDED]);
    for (const client of greedy) client.close();
    await eventually(() => assert.equal(agent.cancelled, asked));
    await agent.approveNow();
    await answer;
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1100), ruleOf(2, 2000)]);
  },
  { polkit: true },
);

busLab(
  "more plain calls than the bus lets the service ask about at once: polkit answers every one",
  async (bus) => {
    await start(bus);
    const expected = {
      allowed: "",
      denied: "org.freedesktop.DBus.Error.AccessDenied",
      challenged: "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired",
      alsoChallenged: "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired",
      particular: "org.freedesktop.DBus.Error.AccessDenied",
    } as const;
    const users = Object.keys(expected) as (keyof typeof expected)[];
    const clients = await Promise.all(
      users.flatMap((user) => [0, 1].map(async () => [user, await bus.client(user)] as const)),
    );
    await Promise.all(
      clients.map(async ([user, client]) => {
        const replies = await Promise.all(Array.from({ length: 30 }, () => client.reply(managerCall("Reload"))));
        assert.deepEqual([...new Set(replies.map(({ errorName = "" }) => errorName))], [expected[user]], user);
      }),
    );
    // One who asks for more than that is refused some; who asks little is not.
    const greedy = await Promise.all(Array.from({ length: 12 }, () => bus.client("denied")));
    const refusals = greedy.map(async (client) => {
      const replies = await Promise.all(Array.from({ length: 30 }, () => client.reply(managerCall("Reload"))));
      for (const { errorName = "" } of replies) assert.match(errorName, /\.(AccessDenied|LimitsExceeded)$/);
    });
    await (await bus.client("allowed")).call(managerCall("Reload"));
    await Promise.all(refusals);
  },
  { polkit: true },
);

async function start(bus: Bus): Promise<void> {
  for (const n of [1, 2]) addUplink(bus, n);
  await bus.service();
}
