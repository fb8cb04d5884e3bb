// The gate: what is wrong with a call has a name, what is right is asked for, done and answered, once each.
import assert from "node:assert/strict";
import { test } from "node:test";
import { INTROSPECTABLE, LINK, LOG_CONTROL, MANAGER, PEER, PROPERTIES } from "../../../../common/bus/contract.ts";
import { Variant } from "../../../../common/bus/types.ts";
import { MultihomedError } from "../../../../common/errors.ts";
import { CallerLeft } from "../../../../service/bus/authority.ts";
import { exported } from "../../../../service/bus/exported.ts";
import { Gate } from "../../../../service/bus/gate.ts";
import { Refusal } from "../../../../service/bus/refusal.ts";
import { FakeConnection, messageOf } from "./fake-connection.ts";
import { MACHINE_ID, NO_OPTIONS, Served, toManager } from "./served.ts";

const ASSIGN = toManager("Assign", "sua{sv}", "eth0", 1000, NO_OPTIONS);
const LINK_ETH0 = "/org/multihomed1/link/eth0";

const REFUSED: readonly [why: string, call: Parameters<typeof messageOf>[0], name: string][] = [
  ["no such object", { ...ASSIGN, path: "/org/multihomed2" }, "UnknownObject"],
  ["no such link", { ...ASSIGN, path: "/org/multihomed1/link/eth7" }, "UnknownObject"],
  ["another spelling of a link", { ...ASSIGN, path: "/org/multihomed1/link/eth_30" }, "UnknownObject"],
  ["no such interface", { ...ASSIGN, interface: "org.multihomed1.Boss" }, "UnknownInterface"],
  ["an interface of another object", { ...ASSIGN, path: LINK_ETH0 }, "UnknownInterface"],
  ["no such method", { ...ASSIGN, member: "Unassign" }, "UnknownMethod"],
  ["a method of another interface", { ...ASSIGN, member: "Ping" }, "UnknownMethod"],
  ["a property called", { ...ASSIGN, member: "State" }, "UnknownMethod"],
  ["a signal called", { ...ASSIGN, member: "Applied" }, "UnknownMethod"],
  ["another case", { ...ASSIGN, member: "assign" }, "UnknownMethod"],
  ["no arguments", { ...ASSIGN, signature: "", body: [] }, "InvalidArgs"],
  ["another type", { ...ASSIGN, signature: "sia{sv}" }, "InvalidArgs"],
  ["one argument more", { ...ASSIGN, signature: "sua{sv}s" }, "InvalidArgs"],
  ["arguments where there are none", toManager("Reload", "s", "now"), "InvalidArgs"],
  ["too long", { ...ASSIGN, oversized: true }, "LimitsExceeded"],
  ["of another type and too long", { ...ASSIGN, signature: "ay", oversized: true }, "InvalidArgs"],
  [
    "not what its signature says",
    {
      ...ASSIGN,
      body: () => {
        throw new Error("the bytes end early");
      },
    },
    "InvalidArgs",
  ],
  [
    "not readable for another reason",
    {
      ...ASSIGN,
      body: () => {
        throw "odd";
      },
    },
    "InvalidArgs",
  ],
  [
    "an unknown option",
    toManager("Release", "sa{sv}", "eth0", new Map([["for", new Variant("s", "x")]])),
    "InvalidOption",
  ],
];
for (const [why, call, name] of REFUSED) {
  test(`refused: ${why}`, async () => {
    const served = new Served(undefined, ["eth0 table 1000"]);
    assert.equal(await served.refusal(call), name);
    assert.deepEqual([served.asked, served.did, served.log.take()], [[], [], []]);
  });
}

const INHERITED = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", "__defineGetter__"];
for (const name of INHERITED) {
  test(`what every object has is no member: ${name}`, async () => {
    const served = new Served(undefined, ["eth0 table 1000"]);
    for (const path of ["/", "/org/multihomed1", "/org/multihomed1/link", LINK_ETH0, "/org/freedesktop/LogControl1"]) {
      assert.equal(await served.refusal({ path, member: name }), "UnknownMethod");
      assert.equal(await served.refusal({ path, interface: name, member: "Ping" }), "UnknownInterface");
      for (const [member, signature, ...rest] of [
        ["Get", "ss"],
        ["Set", "ssv", new Variant("s", "x")],
      ] as const) {
        const call = { path, interface: PROPERTIES.name, member, signature };
        assert.equal(await served.refusal({ ...call, body: ["", name, ...rest] }), "UnknownProperty");
        assert.equal(await served.refusal({ ...call, body: [name, "State", ...rest] }), "UnknownInterface");
        assert.equal(await served.refusal({ ...call, body: [PEER.name, name, ...rest] }), "UnknownProperty");
      }
    }
    for (const [path, contract] of [
      ["/org/multihomed1", MANAGER],
      [LINK_ETH0, LINK],
      ["/org/freedesktop/LogControl1", LOG_CONTROL],
    ] as const) {
      const call = { path, interface: PROPERTIES.name, member: "Get", signature: "ss", body: [contract.name, name] };
      assert.equal(await served.refusal(call), "UnknownProperty");
    }
    const options = new Map([[name, new Variant("b", true)]]);
    assert.equal(await served.refusal(toManager("Assign", "sua{sv}", "eth0", 1000, options)), "InvalidOption");
    assert.deepEqual([served.did, served.asked], [[], []]);
  });
}

test("a call without an interface finds the member that any interface of the object has", async () => {
  const served = new Served();
  assert.deepEqual((await served.call({ member: "GetMachineId" })).body, [MACHINE_ID]);
  assert.deepEqual((await served.call({ member: "Reconcile" })).body, [3]);
  assert.deepEqual((await served.call({ path: "/", member: "Ping" })).body, []);
  assert.equal(await served.refusal({ path: "/", member: "Reconcile" }), "UnknownMethod");
});

test("every object has the standard interfaces", async () => {
  const served = new Served();
  for (const path of ["/", "/org", "/org/freedesktop", "/org/freedesktop/LogControl1", "/org/multihomed1", LINK_ETH0]) {
    assert.equal((await served.call({ path, interface: PEER.name, member: "Ping" })).error, undefined);
    const { body = [] } = await served.call({ path, interface: INTROSPECTABLE.name, member: "Introspect" });
    assert.match(String(body[0]), /<interface name="org\.freedesktop\.DBus\.Peer">/);
  }
});

test("what is permitted is done, and answered with what the contract says", async () => {
  const served = new Served();
  assert.deepEqual(await served.call(ASSIGN).then(({ signature, body }) => [signature, body]), ["o", [LINK_ETH0]]);
  assert.deepEqual(served.did, ["assign eth0 1000 persistent"]);
  assert.deepEqual(
    served.asked.map(({ caller, action }) => [caller, action]),
    [[{ sender: ":1.7", interactive: false }, "org.multihomed1.assign"]],
  );
});

test("the authority is told whether a person may be asked", async () => {
  const served = new Served();
  await served.call({ ...ASSIGN, interactive: true, sender: ":1.9" });
  assert.deepEqual(served.asked[0]?.caller, { sender: ":1.9", interactive: true });
});

test("every question comes before anything is done, and the first no ends it", async () => {
  const served = new Served();
  const events: string[] = [];
  served.may = async ({ action }) => {
    events.push(action);
    if (action === "org.multihomed1.configure") throw new Refusal("AccessDenied", "no");
  };
  served.act = async (what) => {
    events.push(what);
  };
  const options = new Map([["weight", new Variant("u", 3)]]);
  const call = toManager("Assign", "sua{sv}", "eth0", 1000, options);
  assert.equal(await served.refusal(call), "AccessDenied");
  assert.deepEqual(events, ["org.multihomed1.assign", "org.multihomed1.configure"]);
  assert.deepEqual(served.did, []);
  served.may = async ({ action }) => {
    events.push(action);
  };
  await served.call(call);
  assert.deepEqual(events.slice(2), [
    "org.multihomed1.assign",
    "org.multihomed1.configure",
    "assign eth0 1000 persistent",
  ]);
});

test("nothing that changes anything is done without a question", async () => {
  const served = new Served(undefined, ["eth0 table 1000"]);
  served.may = async () => {
    throw new Refusal("AccessDenied", "no");
  };
  const call = (member: string, signature: string, ...body: unknown[]) => ({
    path: LINK_ETH0,
    interface: LINK.name,
    member,
    signature,
    body,
  });
  for (const what of [
    ASSIGN,
    toManager("Release", "sa{sv}", "eth0", NO_OPTIONS),
    toManager("Reconcile"),
    toManager("Reload"),
    call("Assign", "ua{sv}", 1000, NO_OPTIONS),
    call("Release", "a{sv}", NO_OPTIONS),
  ]) {
    assert.equal(await served.refusal(what), "AccessDenied", what.member);
  }
  assert.deepEqual(served.did, []);
});

test("a mistake of ours is told without its stack, and is in the log with it", async () => {
  const served = new Served();
  for (const thrown of [new TypeError("undefined is not a function"), "odd"]) {
    served.act = async () => {
      throw thrown;
    };
    const { error, text } = await served.call(ASSIGN);
    assert.deepEqual([error, text], ["org.freedesktop.DBus.Error.Failed", "internal error; see the log"]);
  }
  const [first = "", second = ""] = served.log.take();
  assert.match(
    first,
    /^error: org\.multihomed1\.Manager\.Assign failed: TypeError: undefined is not a function\n +at /,
  );
  assert.equal(second, "error: org.multihomed1.Manager.Assign failed: odd");
});

test("an error that a caller can do something about has its own name and text, and no line in the log", async () => {
  const served = new Served();
  served.act = async () => {
    throw new MultihomedError("table-in-use", "table 1000 is assigned to eth1");
  };
  const { error, text } = await served.call(ASSIGN);
  assert.deepEqual([error, text], ["org.multihomed1.Error.TableInUse", "table 1000 is assigned to eth1"]);
  assert.deepEqual(served.log.take(), []);
});

test("a caller that left gets no answer, and nothing is done for it", async () => {
  const served = new Served();
  served.may = async () => {
    throw new CallerLeft("the caller left while it was asked");
  };
  const serial = served.send(ASSIGN);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(served.answerTo(serial), undefined);
  assert.deepEqual([served.did, served.log.take()], [[], []]);
});

test("reading is answered in the same turn, whatever else is under way", () => {
  const served = new Served();
  served.may = () => new Promise(() => {});
  served.send(ASSIGN);
  const serial = served.send({ interface: PEER.name, member: "Ping" });
  assert.deepEqual(served.answerTo(serial)?.body, []);
});

/** An object with one method and one property that do what the test says. */
function gateTo(run: () => never | Readonly<Record<string, unknown>>, log = new Served().log) {
  const connection = new FakeConnection();
  const odd = exported({
    contract: {
      name: "org.example.Odd",
      methods: { Do: { in: {}, out: { value: "u" } } },
      properties: {},
      signals: {},
    },
    // A value of a wrong type is what this is about.
    methods: { Do: () => ({ run: () => run() as { value: number } }) },
    properties: {},
    settable: {},
  });
  const authority = { authorise: async () => "this" as const, permission: async () => "yes" as const };
  return {
    connection,
    log,
    gate: new Gate({ connection, authority, log, drained: async () => {}, objectAt: () => [odd] }),
  };
}

test("an answer that cannot be sent is a mistake of ours like any other", () => {
  const { connection, log, gate } = gateTo(() => ({ value: "no number" }));
  gate.handle(messageOf({ member: "Do" }));
  assert.deepEqual(
    connection.answers.map(({ error, text }) => [error, text]),
    [["org.freedesktop.DBus.Error.Failed", "internal error; see the log"]],
  );
  assert.match(log.take().join(), /^error: \.Do failed: TypeError: /);
});

test("an error that cannot be sent either is in the log, and nothing escapes", () => {
  const { connection, log, gate } = gateTo(() => assert.fail("odd"));
  connection.replyError = () => {
    throw new TypeError("this text is none");
  };
  gate.handle(messageOf({ member: "Do" }));
  assert.deepEqual(connection.answers, []);
  assert.match(log.take()[1] ?? "", /^error: a call could not be answered: this text is none/);
});

test("what is refused is said with its name", async () => {
  const served = new Served();
  const text = async (call: Parameters<typeof messageOf>[0]) => (await served.call(call)).text;
  assert.equal(await text({ ...ASSIGN, path: "/org/x" }), "there is no object /org/x");
  assert.equal(await text({ ...ASSIGN, interface: "org.x" }), "/org/multihomed1 has no interface org.x");
  assert.equal(await text({ ...ASSIGN, member: "X" }), "org.multihomed1.Manager has no method X");
  assert.equal(await text({ member: "X" }), "/org/multihomed1 has no method X");
  assert.equal(await text({ ...ASSIGN, signature: "s" }), "expected arguments (sua{sv}), not (s)");
});

test("names that a caller chose are shown printable and cut", async () => {
  const served = new Served();
  const { text = "" } = await served.call({ ...ASSIGN, member: `\u001b[31m\u202e${"x".repeat(500)}` });
  assert.match(text, /^org\.multihomed1\.Manager has no method \\x1b\[31m\\u202ex+…$/);
  assert.ok(text.length < 200);
});
