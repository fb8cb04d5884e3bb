// While a person is asked: who leaves is forgotten, everyone else is served, and what was permitted is what is done.
import assert from "node:assert/strict";
import { ACTION_ASSIGN, ACTION_CONFIGURE, BUS_NAME } from "../../common/bus/contract.ts";
import type { Variant } from "../../common/bus/types.ts";
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

const isDenied = (error: unknown) => error instanceof CallError && error.dbusName.endsWith(".AccessDenied");
