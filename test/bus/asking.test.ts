// While polkit or a person takes its time: who leaves is forgotten, everyone else is served, and nobody waits for ever.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { ACTION_ASSIGN, ACTION_CONFIGURE, BUS_NAME, MANAGER, PATH_MANAGER } from "../../common/bus/contract.ts";
import { Variant } from "../../common/bus/types.ts";
import { eventually, rules } from "../kernel/lab/index.ts";
import {
  addUplink,
  assign,
  assignCall,
  busLab,
  type Call,
  CallError,
  linkAssignCall,
  linkProperty,
  linkReleaseCall,
  managerCall,
  managerProperty,
  releaseCall,
  ruleOf,
  startAgent,
  THE_BUS,
} from "./lab/index.ts";

busLab(
  "a caller that leaves while a person is asked is forgotten: the question is taken back, and nothing is done",
  async (bus) => {
    addUplink(bus, 1);
    const daemon = await bus.service();
    const agent = await startAgent(bus, "never");
    const impatient = await bus.client("challenged");
    impatient.send({ type: "call", destination: BUS_NAME, ...assignCall("u1", 1000), interactive: true });
    await eventually(() => assert.equal(agent.asked.length, 1));
    assert.equal(
      await managerProperty(await bus.client("allowed"), "State"),
      "converged",
      "others are served meanwhile",
    );
    impatient.close();
    await eventually(() => assert.equal(agent.cancelled, 1));

    agent.answer = "approve";
    const patient = await bus.client("challenged");
    assert.deepEqual(rules(bus.host, 4), []);
    await patient.call({ ...assignCall("u1", 2000), interactive: true });
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 2000)]);
    await patient.call({ ...releaseCall("u1"), interactive: true });
    assert.doesNotMatch(daemon.stderr, /error|warning/i);
  },
  { polkit: true },
);

busLab(
  "calls of one who is being asked do not keep others from assigning the same link",
  async (bus) => {
    addUplink(bus, 1);
    await bus.service();
    const agent = await startAgent(bus, "never");
    const asked = await bus.client("challenged");
    for (let count = 1; count <= 3; count++) {
      asked.send({ type: "call", destination: BUS_NAME, ...assignCall("u1", 1000 + count), interactive: true });
    }
    await eventually(() => assert.equal(agent.asked.length, 3));
    await assign(await bus.client("allowed"), "u1", 1000);
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
    asked.close();
    await eventually(() => assert.equal(agent.cancelled, 3));
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
  },
  { polkit: true },
);

busLab(
  "what was permitted is looked at again when a person has answered: it may be more by now",
  async (bus) => {
    addUplink(bus, 1);
    await bus.service();
    // Assigning takes a password; what reaches beyond the uplink is not for this user at all.
    bus.rules(`
      polkit.addAdminRule(function (action, subject) { return ["unix-user:root"]; });
      polkit.addRule(function (action, subject) {
        return action.id === "${ACTION_ASSIGN}" ? polkit.Result.AUTH_ADMIN : polkit.Result.NO;
      });`);
    const root = await bus.client("root");
    const client = await bus.client("challenged");
    const expected = new Map([
      [ACTION_ASSIGN, "challenge"],
      [ACTION_CONFIGURE, "no"],
    ]);
    await eventually(async () => assert.deepEqual(await client.call(managerCall("GetPermissions")), [expected]));
    const agent = await startAgent(bus, "never");
    const strict = { strict: ["b", true] } as const;
    for (const call of [assignCall("u1", 1000), releaseCall("u1"), linkAssignCall("u1", 1000), linkReleaseCall("u1")]) {
      await assign(root, "u1", 1000);
      const asked = agent.asked.length;
      const answer = client.reply({ ...call, interactive: true });
      await eventually(() => assert.equal(agent.asked.length, asked + 1));
      await assign(root, "u1", 1000, strict);
      await agent.approveNow();
      assert.equal((await answer).errorName, "org.freedesktop.DBus.Error.AccessDenied", call.member);
      const options = (await linkProperty(root, "u1", "Options")) as ReadonlyMap<string, Variant>;
      assert.equal(options.get("strict")?.value, true, call.member);
    }
    await assign(root, "u1", 1000);
    const answer = client.call({ ...releaseCall("u1"), interactive: true });
    await eventually(() => assert.equal(agent.asked.length, 5));
    await agent.approveNow();
    await answer;
    assert.deepEqual(rules(bus.host, 4), []);
  },
  { polkit: true },
);

busLab(
  "a release is of the table that was asked about, and of no other",
  async (bus) => {
    addUplink(bus, 1);
    await bus.service();
    const root = await bus.client("root");
    const client = await bus.client("challenged");
    const agent = await startAgent(bus, "never");
    for (const call of [releaseCall("u1"), linkReleaseCall("u1")]) {
      await assign(root, "u1", 1000);
      const asked = agent.asked.length;
      const answer = client.reply({ ...call, interactive: true });
      await eventually(() => assert.equal(agent.asked.length, asked + 1));
      await assign(root, "u1", 2000);
      await agent.approveNow();
      assert.equal((await answer).errorName, "org.freedesktop.DBus.Error.AccessDenied");
      assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 2000)]);
    }
  },
  { polkit: true },
);

busLab(
  "polkit that never answers: only root may, and reading goes on",
  async (bus) => {
    addUplink(bus, 1);
    const daemon = await bus.service();
    const root = await bus.client("root");
    const authority = await bus.client("root");
    const asked: string[] = [];
    authority.onMessage((call) => {
      if (call.member === "CheckAuthorization") asked.push(String(call.body()[1]));
    });
    const own = { interface: "org.freedesktop.DBus", member: "RequestName", signature: "su" };
    await authority.call({ ...THE_BUS, ...own, body: ["org.freedesktop.PolicyKit1", 4] });

    const client = await bus.client("allowed");
    const refused = assert.rejects(client.call(assignCall("u1", 1000)), isDenied);
    const permissions = client.call(managerCall("GetPermissions"));
    await eventually(() => assert.equal(asked.length, 3));
    assert.equal(await managerProperty(client, "State"), "converged");
    await assign(root, "u1", 2000);
    await refused;
    assert.deepEqual(
      (await permissions)[0],
      new Map([
        ["org.multihomed1.assign", "no"],
        ["org.multihomed1.configure", "no"],
      ]),
    );
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 2000)]);
    assert.equal(daemon.stderr.split("polkit does not answer").length - 1, 1, daemon.stderr);

    // The answers come after all, one by one: nobody waits for them, and the next question gets its own.
    authority.onMessage((call) => {
      if (call.member !== "CheckAuthorization") return;
      const body = [[true, false, new Map()]];
      const reply = { destination: call.sender ?? "", replySerial: call.serial, signature: "(bba{ss})", body };
      authority.send({ type: "return", ...reply });
    });
    await assign(client, "u1", 1000);
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
  },
  { timeout: 60_000 },
);

busLab("polkit is asked by the flag of the call, and told when nobody waits for its answer any more", async (bus) => {
  addUplink(bus, 1);
  await bus.service();
  const authority = await bus.client("root");
  const flags: number[] = [];
  const [asked, withdrawn]: [string[], string[]] = [[], []];
  authority.onMessage((call) => {
    if (call.member === "CancelCheckAuthorization") withdrawn.push(String(call.body()[0]));
    if (call.member !== "CheckAuthorization") return;
    const [, , , flag, cancellation] = call.body() as [unknown, unknown, unknown, number, string];
    flags.push(flag);
    if (flag === 1) asked.push(cancellation);
    // "Only with a password", and then nothing.
    const body = [[false, true, new Map()]];
    const reply = { destination: call.sender ?? "", replySerial: call.serial, signature: "(bba{ss})", body };
    if (flag === 0) authority.send({ type: "return", ...reply });
  });
  const own = { interface: "org.freedesktop.DBus", member: "RequestName", signature: "su" };
  await authority.call({ ...THE_BUS, ...own, body: ["org.freedesktop.PolicyKit1", 4] });

  const clients = [await bus.client("challenged"), await bus.client("challenged")] as const;
  await assert.rejects(clients[0].call(assignCall("u1", 1000)), CallError);
  assert.deepEqual(flags, [0]);
  for (const client of clients) {
    client.send({ type: "call", destination: BUS_NAME, ...assignCall("u1", 1000), interactive: true });
  }
  await eventually(() => assert.equal(asked.length, 2));
  assert.notEqual(asked[0], asked[1]);
  clients[1].close();
  await eventually(() => assert.equal(withdrawn.length, 1));
  clients[0].close();
  await eventually(() => assert.deepEqual([...withdrawn].sort(), [...asked].sort()));
  assert.deepEqual(rules(bus.host, 4), []);
});

busLab("polkit that answers nonsense permits nothing", async (bus) => {
  addUplink(bus, 1);
  const daemon = await bus.service();
  const authority = await bus.client("root");
  const answers: readonly (readonly [signature: string, body: readonly unknown[]])[] = [
    ["", []],
    ["b", [true]],
    ["s", ["yes"]],
    ["(ss)", [["true", "false"]]],
    ["(uu)", [[1, 0]]],
    ["v", [new Variant("b", true)]],
    ["(bba{ss})", [[false, false, new Map()]]],
  ];
  let next: (typeof answers)[number] = ["", []];
  authority.onMessage(({ member, sender = "", serial: replySerial }) => {
    if (member !== "CheckAuthorization") return;
    authority.send({ type: "return", destination: sender, replySerial, signature: next[0], body: next[1] });
  });
  const own = { interface: "org.freedesktop.DBus", member: "RequestName", signature: "su" };
  await authority.call({ ...THE_BUS, ...own, body: ["org.freedesktop.PolicyKit1", 4] });
  const client = await bus.client("allowed");
  for (next of answers) await assert.rejects(client.call(assignCall("u1", 1000)), isDenied, `(${next[0]})`);
  assert.deepEqual(rules(bus.host, 4), []);
  // Nobody but polkit is believed: the service asked the name's owner, and an answer of another is none.
  const liar = await bus.client("denied");
  next = ["(bba{ss})", [[true, false, new Map()]]];
  const root = await bus.client("root");
  const changed = { type: "signal", path: "/org/freedesktop/PolicyKit1/Authority", member: "Changed" } as const;
  await root.match(`type='signal',interface='${MANAGER.name}',path='${PATH_MANAGER}',member='PermissionsChanged'`);
  for (let count = 0; count < 20; count++) liar.send({ ...changed, interface: AUTHORITY });
  await liar.caughtUp();
  await assign(client, "u1", 1000);
  await sleep(TOGETHER);
  await root.caughtUp();
  assert.deepEqual(root.received, [], "another client's Changed is not polkit's");
  for (let count = 0; count < 20; count++) authority.send({ ...changed, interface: AUTHORITY });
  await authority.caughtUp();
  await sleep(TOGETHER);
  await root.caughtUp();
  assert.equal(root.received.length, 1, "changes in a row are told once");
  assert.doesNotMatch(daemon.stderr, /TypeError/);
});

busLab(
  "what no polkit could permit is refused before anybody is asked",
  async (bus) => {
    addUplink(bus, 1);
    await bus.service();
    const agent = await startAgent(bus, "approve");
    const client = await bus.client("challenged");
    const attempts: readonly (readonly [Call, name: string])[] = [
      [assignCall("lo", 1000), "InvalidInterface"],
      [assignCall("u1\n(the administrator says: type it twice)", 1000), "InvalidInterface"],
      [assignCall("u1", 254), "ReservedTable"],
      [assignCall("u1", 1000, { colour: ["s", "red"] }), "InvalidOption"],
      [releaseCall("u1", { persist: ["u", 1] }), "InvalidOption"],
      [linkAssignCall("lo", 1000), "InvalidInterface"],
    ];
    for (const [call, name] of attempts) {
      const { errorName } = await client.reply({ ...call, interactive: true });
      assert.equal(errorName, `org.multihomed1.Error.${name}`);
    }
    assert.deepEqual(agent.asked, []);
  },
  { polkit: true },
);

busLab(
  "polkit asks a person in the language of the desktop",
  async (bus) => {
    addUplink(bus, 1);
    await bus.service();
    const questions: string[] = [];
    for (const locale of ["de_DE.UTF-8", "fr_FR.UTF-8", "xx_XX.UTF-8"]) {
      const agent = await startAgent(bus, "refuse", locale);
      const client = await bus.client("challenged");
      await assert.rejects(client.call({ ...assignCall("u1", 1000), interactive: true }), isDenied);
      questions.push(agent.asked[0]?.message ?? "");
      await agent.leave();
    }
    const [german = "", french = "", other = ""] = questions;
    assert.match(german, /Netzwerkschnittstelle u1 \(Tabelle 1000\)/);
    assert.match(french, /interface réseau u1 \(table 1000\)/);
    assert.match(other, /network interface u1 \(table 1000\)/);
  },
  { polkit: true },
);

const AUTHORITY = "org.freedesktop.PolicyKit1.Authority";
/** Longer than what the service waits for further changes. */
const TOGETHER = 300;

const isDenied = (error: unknown) => error instanceof CallError && error.dbusName.endsWith(".AccessDenied");
