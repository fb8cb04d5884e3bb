// What cannot be assigned is refused before anything is changed: names, tables, options, each with its own error.
import assert from "node:assert/strict";
import { linkPath } from "../../common/bus/object-path.ts";
import { routes, rules } from "../kernel/lab/index.ts";
import {
  addUplink,
  assign,
  assignCall,
  type Bus,
  busLab,
  type Call,
  type Client,
  linkAssignCall,
  linkProperty,
  linkReleaseCall,
  type Options,
  release,
  releaseCall,
  ruleOf,
} from "./lab/index.ts";

const NAMES: readonly (readonly [name: string, why: RegExp])[] = [
  ["lo", /loopback/],
  ["", /empty/],
  ["wwan*", /pattern/],
  ["eth?", /pattern/],
  ["eth[01]", /pattern/],
  ["sixteen-bytes-xx", /16 bytes/],
  ["ümläütß-brücke", /bytes/],
  ["a/b", /slash/],
  ["../../etc", /slash/],
  ["a b", /white space/],
  ["a:b", /colon/],
  ["a\tb", /control|white/],
  [".", /reserved/],
  ["..", /reserved/],
  ["x".repeat(60_000), /bytes/],
];

/** For each key: values of a wrong type, and values that are impossible. */
const OPTIONS: readonly (readonly [Options, why: RegExp])[] = [
  ...wrongTypes("priority", "u"),
  ...wrongTypes("weight", "u"),
  ...wrongTypes("strict", "b"),
  ...wrongTypes("guard", "b"),
  ...wrongTypes("unassigned-routes", "s"),
  ...wrongTypes("mptcp", "as"),
  ...wrongTypes("gateway", "s"),
  ...wrongTypes("persist", "b"),
  [{ priority: ["u", 0] }, /priority: .*1 to 4294967295/],
  [{ weight: ["u", 0] }, /weight: .*1 to 256/],
  [{ weight: ["u", 257] }, /weight: .*1 to 256/],
  [{ "unassigned-routes": ["s", "perhaps"] }, /unassigned-routes: .*"include", "exclude"/],
  [{ mptcp: ["as", ["subflow", "sideways"]] }, /mptcp: .*"fullmesh"/],
  [{ mptcp: ["as", ["subflow", "subflow"]] }, /mptcp: .*once/],
  [{ mptcp: ["as", ["signal", "subflow", "fullmesh"]] }, /mptcp: .*signal or fullmesh/],
  [{ gateway: ["s", "10.1.0"] }, /gateway: .*address/],
  [{ gateway: ["s", "10.1.0.1/24"] }, /gateway: .*address/],
  [{ gateway: ["s", "fe80::1%u1"] }, /gateway: .*address/],
  [{ gateway: ["s", "router.example"] }, /gateway: .*address/],
  [{ colour: ["s", "red"] }, /colour.*unknown/],
  [{ Priority: ["u", 1] }, /Priority.*unknown/],
  [{ "": ["u", 1] }, /unknown/],
  [{ table: ["u", 1] }, /table.*unknown/],
  [{ interface: ["s", "u2"] }, /interface.*unknown/],
  [odd("constructor", "s", "x"), /constructor.*unknown/],
  [odd("__proto__", "a{sv}", new Map()), /__proto__.*unknown/],
  [{ priority: ["u", 5], "x\n\x1b[31my": ["s", "red"] }, /unknown/],
];

function odd(key: string, type: string, value: unknown): Options {
  return Object.fromEntries([[key, [type, value]]]);
}

function wrongTypes(key: string, right: string): readonly (readonly [Options, RegExp])[] {
  const values = {
    u: 1,
    b: true,
    s: "include",
    as: ["subflow"],
    i: 1,
    t: 1n,
    "a{sv}": new Map(),
    ay: Buffer.from([1]),
  };
  return Object.entries(values)
    .filter(([type]) => type !== right)
    .map(([type, value]) => [
      { [key]: [type, value] },
      new RegExp(`^${key}: expected type ${right}, not "${escaped(type)}"`),
    ]);
}

function escaped(text: string): string {
  return text.replace(/[{}]/g, "\\$&");
}

busLab("names that no interface can have, the loopback and patterns are refused", async (bus) => {
  const { client, unchanged } = await start(bus);
  for (const [name, why] of NAMES) await refused(client, "InvalidInterface", assignCall(name, 2000), why);
  for (const [name] of NAMES) await refused(client, "NotAssigned", releaseCall(name), /not assigned/);
  await refused(client, "InvalidInterface", linkAssignCall("lo", 2000), /loopback/);
  await refused(client, "NotAssigned", linkReleaseCall("lo"), /lo/);
  await unchanged();
});

busLab("the kernel's own tables are refused, and every other number is taken", async (bus) => {
  const { client, unchanged } = await start(bus);
  for (const table of [253, 254, 255]) {
    await refused(client, "ReservedTable", assignCall("u2", table), new RegExp(`${table}`));
    await refused(client, "ReservedTable", linkAssignCall("u2", table), new RegExp(`${table}`));
  }
  await unchanged();
  for (const table of [1, 252, 256, 4294967295]) {
    await assign(client, "u2", table);
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000), ruleOf(2, table)].sort());
  }
});

busLab("a table of another assignment, or with somebody else's routes, is refused; one's own is not", async (bus) => {
  const { client, unchanged } = await start(bus);
  await assign(client, "later0", 3000);
  bus.host.ip("-6 route add 2001:db8::/32 dev u2 table 4000");
  await refused(client, "TableInUse", assignCall("u2", 1000), /1000.*u1/);
  await refused(client, "TableInUse", linkAssignCall("u2", 3000), /3000.*later0/);
  await refused(client, "TableInUse", assignCall("u2", 4000), /4000.*not ours/);
  await unchanged();
  await assign(client, "u1", 1000, { priority: ["u", 3] });
  await release(client, "later0");
  await assign(client, "u2", 3000);
  // Somebody's route that comes when the table is ours does not make changing the assignment impossible.
  bus.host.ip("route add 192.0.2.0/24 dev u2 table 3000");
  await assign(client, "u2", 3000, { priority: ["u", 4] });
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000, 3), ruleOf(2, 3000, 4)].sort());
  await release(client, "u2");
  assert.deepEqual(routes(bus.host, 3000, 4), ["192.0.2.0/24 dev u2 proto 3 scope link"], "what is not ours stays");
});

busLab(
  "an option that is unknown, of a wrong type or impossible is refused, with its key and what was expected",
  async (bus) => {
    const { client, unchanged } = await start(bus);
    for (const [options, why] of OPTIONS) {
      await refused(client, "InvalidOption", assignCall("u2", 2000, options), why);
      await refused(client, "InvalidOption", linkAssignCall("u2", 2000, options), why);
    }
    // Release knows one option only.
    for (const options of [{ guard: ["b", true] }, { persist: ["s", "no"] }] as const) {
      await refused(client, "InvalidOption", releaseCall("u1", options), /persist|guard/);
      await refused(client, "InvalidOption", linkReleaseCall("u1", options), /persist|guard/);
    }
    await unchanged();
  },
);

busLab("every option at its bounds is taken, and is what the link then has", async (bus) => {
  const { client } = await start(bus);
  for (const options of [
    { priority: ["u", 1], weight: ["u", 1], mptcp: ["as", []], gateway: ["s", "10.2.0.1"] },
    { priority: ["u", 4294967295], weight: ["u", 256], mptcp: ["as", ["subflow", "backup", "fullmesh"]] },
    { gateway: ["s", "fe80::1"], strict: ["b", true], guard: ["b", false], "unassigned-routes": ["s", "exclude"] },
  ] as const satisfies readonly Options[]) {
    await assign(client, "u2", 2000, options);
    const defaults = { guard: true, "unassigned-routes": "include", strict: false, mptcp: [] };
    const given = Object.fromEntries(Object.entries(options).map(([key, [, value]]) => [key, value]));
    const has = (await linkProperty(client, "u2", "Options")) as ReadonlyMap<string, { readonly value: unknown }>;
    assert.deepEqual(Object.fromEntries([...has].map(([key, { value }]) => [key, value])), { ...defaults, ...given });
  }
});

busLab("what is not assigned cannot be released, and a link that is gone has no object", async (bus) => {
  const { client } = await start(bus);
  await refused(client, "NotAssigned", releaseCall("u2"), /"u2"/);
  await refused(client, "NotAssigned", releaseCall("nothing0"), /"nothing0"/);
  await release(client, "u1");
  await refused(client, "NotAssigned", releaseCall("u1"), /"u1"/);
  await refused(client, "NotAssigned", releaseCall("u1", { persist: ["b", false] }), /"u1"/);
  const { errorName } = await client.reply({ ...linkReleaseCall("nothing0"), path: linkPath("nothing0") });
  assert.equal(errorName, "org.freedesktop.DBus.Error.UnknownObject");
});

async function refused(client: Client, name: string, call: Call, text: RegExp): Promise<void> {
  const reply = await client.reply(call);
  const [said] = reply.body();
  assert.equal(reply.errorName, `org.multihomed1.Error.${name}`, `${JSON.stringify(call.body?.[0])}: ${said}`);
  assert.match(String(said), text);
  // One line, of a length that a terminal can show, and nothing that a terminal would obey.
  assert.match(String(said), /^\P{C}{1,400}$/u);
}

/** u1 assigned to 1000, u2 not; `unchanged` proves that it is still so. */
async function start(bus: Bus) {
  for (const n of [1, 2]) addUplink(bus, n);
  await bus.service();
  const client = await bus.client();
  await assign(client, "u1", 1000);
  const before = [rules(bus.host, 4), await linkProperty(client, "u1", "Options")];
  const unchanged = async () => {
    assert.deepEqual([rules(bus.host, 4), await linkProperty(client, "u1", "Options")], before);
    assert.equal(await linkProperty(client, "u2", "Assigned"), false);
    assert.deepEqual(routes(bus.host, 2000, 4), []);
  };
  return { client, unchanged };
}
