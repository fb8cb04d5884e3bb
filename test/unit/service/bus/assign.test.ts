// Assign and Release, of the manager and of a link: the same checks, the same questions, the same outcome.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LINK } from "../../../../common/bus/contract.ts";
import { Variant } from "../../../../common/bus/types.ts";
import { MultihomedError } from "../../../../common/errors.ts";
import type { Uplink } from "../../../../service/config/config.ts";
import { NO_OPTIONS, Served, toManager } from "./served.ts";

const TEMPORARY = new Map([["persist", new Variant("b", false)]]);
const STRICT = new Map([["strict", new Variant("b", true)]]);
const WEIGHT = new Map([["weight", new Variant("u", 3)]]);

const onLink = (name: string, member: string, signature: string, ...body: unknown[]) => ({
  path: `/org/multihomed1/link/${name}`,
  interface: LINK.name,
  member,
  signature,
  body,
});
type Options = ReadonlyMap<string, Variant>;
const WAYS = [
  {
    of: "the manager",
    assign: (name: string, table: number, options: Options) => toManager("Assign", "sua{sv}", name, table, options),
    release: (name: string, options: Options) => toManager("Release", "sa{sv}", name, options),
  },
  {
    of: "a link",
    assign: (name: string, table: number, options: Options) => onLink(name, "Assign", "ua{sv}", table, options),
    release: (name: string, options: Options) => onLink(name, "Release", "a{sv}", options),
  },
];
const actions = (served: Served) => served.asked.map(({ action }) => action.replace("org.multihomed1.", ""));

for (const { of, assign, release } of WAYS) {
  test(`Assign of ${of}: for good unless it says otherwise, table 0 has one allocated`, async () => {
    const served = new Served();
    assert.equal(await served.refusal(assign("eth0", 1000, NO_OPTIONS)), "");
    assert.equal(await served.refusal(assign("eth0", 0, TEMPORARY)), "");
    assert.deepEqual(served.did, ["assign eth0 1000 persistent", "assign eth0 auto temporary"]);
    assert.deepEqual(
      served.asked.map(({ details }) => [...details.values()]),
      [
        ["eth0", "1000"],
        ["eth0", "auto"],
      ],
    );
  });

  test(`Release of ${of}: for good unless it says otherwise, with the table in the question`, async () => {
    const served = new Served(undefined, ["eth0 table 1000"]);
    assert.equal(await served.refusal(release("eth0", NO_OPTIONS)), "");
    assert.equal(await served.refusal(release("eth0", TEMPORARY)), "");
    assert.deepEqual(served.did, ["release eth0 persistent", "release eth0 temporary"]);
    assert.deepEqual([...(served.asked[0]?.details.values() ?? [])], ["eth0", "1000"]);
  });

  test(`what ${of} is asked that can never be is refused before anybody else is asked`, async () => {
    const served = new Served(["link eth0 2", "link eth1 3", "link lo 1"]);
    for (const table of [253, 254, 255]) {
      assert.equal(await served.refusal(assign("eth0", table, NO_OPTIONS)), "ReservedTable");
    }
    assert.equal(await served.refusal(assign("lo", 1000, NO_OPTIONS)), "InvalidInterface");
    assert.equal(await served.refusal(release("eth0", NO_OPTIONS)), "NotAssigned");
    assert.equal(
      await served.refusal(assign("eth0", 1000, new Map([["weight", new Variant("u", 0)]]))),
      "InvalidOption",
    );
    assert.deepEqual([served.asked, served.did], [[], []]);
  });

  test(`what reaches beyond the uplink needs both permissions: ${of}`, async () => {
    const served = new Served(undefined, ["eth0 table 1000"]);
    await served.call(assign("eth0", 1000, STRICT));
    assert.deepEqual(actions(served), ["assign", "configure"]);
    served.asked.length = 0;
    served.assignments = served.assignments.map((each) => ({ ...each, strict: true }));
    await served.call(assign("eth0", 1001, STRICT));
    assert.deepEqual(actions(served), ["assign"]);
    for (const call of [assign("eth0", 1000, NO_OPTIONS), assign("eth0", 1000, WEIGHT), release("eth0", NO_OPTIONS)]) {
      served.asked.length = 0;
      await served.call(call);
      assert.deepEqual(actions(served), ["assign", "configure"]);
    }
  });

  test(`what was permitted is compared once more with what is so when it is done: ${of}`, async () => {
    for (const when of ["while polkit thinks", "while it waits for its turn"]) {
      for (const call of [assign("eth0", 1000, NO_OPTIONS), release("eth0", NO_OPTIONS)]) {
        const served = new Served(undefined, ["eth0 table 1000"]);
        let go = () => {};
        const waiting = new Promise<void>((resolve) => (go = resolve));
        if (when === "while polkit thinks") served.may = () => waiting;
        else served.turn = waiting;
        const refusal = served.refusal(call);
        await new Promise((resolve) => setImmediate(resolve));
        // Root makes it strict meanwhile; to drop that needs another permission than the one that was asked for.
        served.assignments = served.assignments.map((each) => ({ ...each, strict: true }));
        go();
        assert.equal(await refusal, "AccessDenied");
        assert.deepEqual([actions(served), served.did], [["assign"], []]);
      }
    }
  });
}

for (const { of, assign, release } of WAYS) {
  test(`each of several uplinks on the link is replaced and released, so each may need both permissions: ${of}`, async () => {
    const uplinks = ["eth0 table 1000 gateway 192.0.2.1", "eth0 table 1001 gateway 192.0.2.2"];
    for (const reaching of [undefined, 0, 1]) {
      for (const call of [assign("eth0", 0, NO_OPTIONS), release("eth0", NO_OPTIONS)]) {
        const served = new Served(undefined, uplinks);
        served.assignments = served.assignments.map((each, at) => (at === reaching ? { ...each, weight: 3 } : each));
        await served.call(call);
        assert.deepEqual(actions(served), reaching === undefined ? ["assign"] : ["assign", "configure"]);
        assert.equal(served.did.length, 1);
      }
    }
    // Whichever the file names first, the question is about the table that the link shows.
    for (const order of [uplinks, [...uplinks].reverse()]) {
      const served = new Served(undefined, order);
      await served.call(release("eth0", NO_OPTIONS));
      assert.deepEqual([...(served.asked[0]?.details.values() ?? [])], ["eth0", "1000"]);
    }
  });
}

test("root is not asked, so nothing that it was asked can change meanwhile", async () => {
  for (const { assign, release } of WAYS) {
    for (const call of [assign("eth0", 1000, NO_OPTIONS), release("eth0", NO_OPTIONS)]) {
      const served = new Served(undefined, ["eth0 table 1000"]);
      served.root = true;
      let go = () => {};
      served.turn = new Promise((resolve) => (go = resolve));
      const refusal = served.refusal(call);
      await new Promise((resolve) => setImmediate(resolve));
      served.assignments = served.assignments.map((each) => ({ ...each, strict: true }));
      go();
      assert.equal(await refusal, "");
      assert.equal(served.did.length, 1);
    }
  }
});

test("names that no link can have, and patterns, are refused before anybody is asked", async () => {
  const served = new Served();
  const names = [
    "",
    "lo",
    "wwan*",
    "eth?",
    "[ab]",
    ".",
    "..",
    "a/b",
    "a b",
    "a:b",
    "x".repeat(16),
    "u1\n(type it twice)",
    "\u202e",
  ];
  for (const name of names.slice(0, -1)) {
    assert.equal(
      await served.refusal(toManager("Assign", "sua{sv}", name, 1000, NO_OPTIONS)),
      "InvalidInterface",
      name,
    );
    assert.equal(await served.refusal(toManager("Release", "sa{sv}", name, NO_OPTIONS)), "NotAssigned", name);
  }
  assert.deepEqual([served.asked, served.did], [[], []]);
});

test("an interface may be assigned before there is one", async () => {
  const served = new Served([]);
  const { body } = await served.call(toManager("Assign", "sua{sv}", "wwan0", 0, NO_OPTIONS));
  assert.deepEqual(body, ["/org/multihomed1/link/wwan0"]);
  assert.deepEqual(served.did, ["assign wwan0 auto persistent"]);
});

test("all that is said reaches the service, with the defaults for what is not", async () => {
  const served = new Served();
  const uplinks: Uplink[] = [];
  Object.assign(served.service, {
    assign: async (uplink: Uplink) => {
      uplinks.push(uplink);
    },
  });
  const all = new Map<string, Variant>([
    ["priority", new Variant("u", 7)],
    ["guard", new Variant("b", false)],
    ["unassigned-routes", new Variant("s", "exclude")],
    ["strict", new Variant("b", true)],
    ["weight", new Variant("u", 3)],
    ["mptcp", new Variant("as", ["subflow"])],
    ["gateway", new Variant("s", "2001:DB8::1")],
  ]);
  await served.call(toManager("Assign", "sua{sv}", "eth0", 1000, all));
  await served.call(toManager("Assign", "sua{sv}", "eth0", 0, NO_OPTIONS));
  assert.deepEqual(uplinks, [
    {
      interface: "eth0",
      table: 1000,
      priority: 7,
      guard: false,
      unassignedRoutes: "exclude",
      strict: true,
      weight: 3,
      mptcp: ["subflow"],
      gateway: "2001:db8::1",
      origin: "D-Bus",
    },
    {
      interface: "eth0",
      table: "auto",
      guard: true,
      unassignedRoutes: "include",
      strict: false,
      mptcp: [],
      origin: "D-Bus",
    },
  ]);
});

test("what a link says its options are is taken as options, and means the same", async () => {
  const served = new Served(undefined, ["eth0 table 1000 priority 7 guard off unassigned exclude"]);
  const { body = [] } = await served.call({
    path: "/org/multihomed1/link/eth0",
    interface: "org.freedesktop.DBus.Properties",
    member: "Get",
    signature: "ss",
    body: [LINK.name, "Options"],
  });
  const [options] = body;
  assert.ok(options instanceof Variant);
  const uplinks: Uplink[] = [];
  Object.assign(served.service, {
    assign: async (uplink: Uplink) => {
      uplinks.push(uplink);
    },
  });
  await served.call(toManager("Assign", "sua{sv}", "eth0", 1000, options.value));
  const [before] = served.assignments;
  assert.deepEqual(uplinks, [{ ...before, origin: "D-Bus" }]);
  assert.deepEqual(actions(served), ["assign"]);
});

test("a change is published before its caller has the answer", async () => {
  const served = new Served(undefined, ["eth1 table 1001"]);
  const events: string[] = [];
  served.status.listen({ changed: () => events.push("published"), applied() {} });
  const { reply } = served.connection;
  served.connection.reply = (...answer) => {
    events.push("answered");
    reply.apply(served.connection, answer);
  };
  await served.call(toManager("Assign", "sua{sv}", "eth0", 1000, NO_OPTIONS));
  await served.call(toManager("Release", "sa{sv}", "eth1", NO_OPTIONS));
  assert.deepEqual(events, ["published", "answered", "published", "answered"]);
});

for (const [code, name] of [
  ["table-in-use", "TableInUse"],
  ["not-assigned", "NotAssigned"],
  ["storage", "IOError"],
  ["too-many", "LimitsExceeded"],
  ["kernel", "KernelRejected"],
  ["configuration", "InvalidConfiguration"],
  ["stopping", "Failed"],
  ["timeout", "Timeout"],
] as const) {
  test(`the service's ${code} is ${name} for the caller`, async () => {
    const served = new Served(undefined, ["eth0 table 1000"]);
    served.act = async () => {
      throw new MultihomedError(code, "why");
    };
    for (const call of [
      toManager("Release", "sa{sv}", "eth0", NO_OPTIONS),
      toManager("Reconcile"),
      toManager("Reload"),
    ]) {
      const { error = "", text } = await served.call(call);
      assert.deepEqual([error.split(".").at(-1), text], [name, "why"]);
    }
    assert.deepEqual(served.log.take(), []);
  });
}
