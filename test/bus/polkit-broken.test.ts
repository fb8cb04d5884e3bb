// Polkit that is silent, talks nonsense or is impersonated: nobody but root may then, reading goes on, and nobody waits for ever.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { BUS_NAME, MANAGER, PATH_MANAGER } from "../../common/bus/contract.ts";
import { Variant } from "../../common/bus/types.ts";
import { eventually, rules } from "../kernel/lab/index.ts";
import {
  addUplink,
  assign,
  assignCall,
  busLab,
  CallError,
  CHALLENGE,
  fakePolkit,
  managerCall,
  managerProperty,
  NO,
  POLKIT_CHANGED,
  type PolkitAnswer,
  ruleOf,
  YES,
} from "./lab/index.ts";

/** Longer than what the service waits for further changes, in ms. */
const TOGETHER = 300;

busLab(
  "polkit that never answers: only root may, and reading goes on",
  async (bus) => {
    addUplink(bus, 1);
    const daemon = await bus.service();
    const root = await bus.client("root");
    let silent = true;
    const polkit = await fakePolkit(bus, (question) => silent || question.say(YES));

    const client = await bus.client("allowed");
    const refused = assert.rejects(client.call(assignCall("u1", 1000)), isDenied);
    const permissions = client.call(managerCall("GetPermissions"));
    await eventually(() => assert.equal(polkit.asked.length, 3));
    assert.equal(await managerProperty(client, "State"), "converged");
    await assign(root, "u1", 2000);
    await refused;
    const [answers] = await permissions;
    assert.deepEqual([...(answers as Map<string, string>).values()], ["no", "no"]);
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 2000)]);
    assert.equal(daemon.stderr.split("polkit does not answer").length - 1, 1, daemon.stderr);

    // Answers that come after all are nobody's, and the next question gets its own.
    for (const question of polkit.asked) question.say(YES);
    silent = false;
    await assign(client, "u1", 1000);
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
  },
  { timeout: 60_000 },
);

busLab("polkit is asked by the flag of the call, and told when nobody waits for its answer any more", async (bus) => {
  addUplink(bus, 1);
  await bus.service();
  const polkit = await fakePolkit(bus, (question) => question.interactive || question.say(CHALLENGE));
  const asked = () => polkit.asked.filter(({ interactive }) => interactive).map(({ cancellation }) => cancellation);
  const clients = [await bus.client("challenged"), await bus.client("challenged")] as const;
  await assert.rejects(clients[0].call(assignCall("u1", 1000)), CallError);
  assert.deepEqual([polkit.asked.length, asked()], [1, []]);
  for (const client of clients) {
    client.send({ type: "call", destination: BUS_NAME, ...assignCall("u1", 1000), interactive: true });
  }
  await eventually(() => assert.equal(asked().length, 2));
  assert.notEqual(asked()[0], asked()[1]);
  clients[1].close();
  await eventually(() => assert.equal(polkit.withdrawn.length, 1));
  clients[0].close();
  await eventually(() => assert.deepEqual([...polkit.withdrawn].sort(), asked().sort()));
  assert.deepEqual(rules(bus.host, 4), []);
});

busLab("polkit that answers nonsense permits nothing", async (bus) => {
  addUplink(bus, 1);
  const daemon = await bus.service();
  const answers: readonly PolkitAnswer[] = [
    ["", []],
    ["b", [true]],
    ["s", ["yes"]],
    ["(ss)", [["true", "false"]]],
    ["(uu)", [[1, 0]]],
    ["v", [new Variant("b", true)]],
    NO,
  ];
  let next = NO;
  await fakePolkit(bus, (question) => question.say(next));
  const client = await bus.client("allowed");
  for (next of answers) await assert.rejects(client.call(assignCall("u1", 1000)), isDenied, `(${next[0]})`);
  assert.deepEqual(rules(bus.host, 4), []);
  next = YES;
  await assign(client, "u1", 1000);
  assert.doesNotMatch(daemon.stderr, /TypeError/);
});

busLab("only polkit itself is believed that its rules are others, and changes in a row are told once", async (bus) => {
  await bus.service();
  const polkit = await fakePolkit(bus);
  const listener = await bus.client("denied");
  await listener.match(`type='signal',interface='${MANAGER.name}',path='${PATH_MANAGER}',member='PermissionsChanged'`);
  const told = async () => {
    await sleep(TOGETHER);
    await listener.caughtUp();
    return listener.received.length;
  };
  const liar = await bus.client("denied");
  for (let count = 0; count < 20; count++) liar.send(POLKIT_CHANGED);
  await liar.caughtUp();
  assert.equal(await told(), 0);
  await polkit.change(20);
  assert.equal(await told(), 1);
});

const isDenied = (error: unknown) => error instanceof CallError && error.dbusName.endsWith(".AccessDenied");
