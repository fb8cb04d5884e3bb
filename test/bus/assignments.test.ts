// Assignments over D-Bus: in force when the call returns, kept over restarts, and later words win over earlier ones.
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { linkPath } from "../../common/bus/object-path.ts";
import { type Daemon, eventually, routes, rules } from "../kernel/lab/index.ts";
import {
  addUplink,
  assign,
  type Bus,
  busLab,
  CallError,
  type Client,
  linkAssignCall,
  linkProperties,
  linkProperty,
  linkReleaseCall,
  managerProperty,
  release,
  reload,
  ruleOf,
  TEMPORARY,
} from "./lab/index.ts";

/** Stops the daemon in one of the ways that there are, and starts it again with the same files. */
async function restart(bus: Bus, daemon: Daemon, how: "stop" | "kill9", config = ""): Promise<Daemon> {
  await daemon[how]();
  return await bus.service([], { config });
}

/** Waits: a start says its name before everything is in the kernel. */
const hasRules = (bus: Bus, ...expected: string[]) =>
  eventually(() => assert.deepEqual(rules(bus.host, 4), expected.sort()));

const FILE = `
[[uplink]]
interface = "u1"
table = 1000
`;

busLab("when Assign returns the kernel has it, when Release returns nothing of it is left", async (bus) => {
  addUplink(bus, 1);
  await bus.service();
  const client = await bus.client();
  assert.equal(await assign(client, "u1", 1000), linkPath("u1"));
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
  assert.ok(routes(bus.host, 1000, 4).includes("default via 10.1.0.1 dev u1 metric 100"));
  assert.equal(await linkProperty(client, "u1", "State"), "active");
  await assign(client, "u1", 2000, { priority: ["u", 7], guard: ["b", false] });
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 2000, 7)]);
  assert.deepEqual(routes(bus.host, 1000, 4), []);
  assert.equal(await linkProperty(client, "u1", "Table"), 2000);
  await assign(client, "u1", 2000);
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 2000)], "an option that is not given takes its default");
  assert.ok(routes(bus.host, 2000, 4).includes("unreachable default metric 4294967295"));
  await release(client, "u1");
  assert.deepEqual(rules(bus.host, 4), []);
  assert.deepEqual(routes(bus.host, 2000, 4), []);
  assert.equal(await linkProperty(client, "u1", "State"), "unassigned");

  await client.call(linkAssignCall("u1", 3000, { priority: ["u", 8] }));
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 3000, 8)]);
  await client.call(linkReleaseCall("u1"));
  assert.deepEqual(rules(bus.host, 4), []);
});

for (const how of ["stop", "kill9"] as const) {
  busLab(`what was assigned is the same after a restart (${how})`, async (bus) => {
    for (const n of [1, 2, 3]) addUplink(bus, n);
    let daemon = await bus.service();
    let client = await bus.client();
    await assign(client, "u1", 1000, { priority: ["u", 500], "unassigned-routes": ["s", "exclude"] });
    await assign(client, "u2", 0);
    await assign(client, "u3", 3000);
    await release(client, "u3");
    await assign(client, "later0", 4000);
    const links = async () => {
      const all = await Promise.all(["u1", "u2", "u3", "later0"].map((name) => linkProperties(client, name)));
      return all.map(({ RxBytes, TxBytes, ...steady } = {}) => steady);
    };
    const before = await links();
    const kernel = rules(bus.host, 4);
    assert.equal(kernel.length, 2);

    daemon = await restart(bus, daemon, how);
    client = await bus.client();
    await hasRules(bus, ...kernel);
    await eventually(async () => assert.deepEqual(await links(), before));
    addUplink(bus, 4, "later0");
    await hasRules(bus, ...kernel, ruleOf(4, 4000));
  });
}

busLab(
  "an interface that comes later gets its table when it comes, and keeps its assignment when it goes",
  async (bus) => {
    await bus.service();
    const client = await bus.client();
    await assign(client, "u1", 1000);
    assert.equal(await linkProperty(client, "u1", "State"), "absent");
    for (let round = 0; round < 2; round++) {
      addUplink(bus, 1);
      await hasRules(bus, ruleOf(1, 1000));
      bus.host.ip("link delete u1");
      await hasRules(bus);
      await eventually(async () => assert.equal(await linkProperty(client, "u1", "State"), "absent"));
    }
    await release(client, "u1");
    assert.equal(await linkProperties(client, "u1"), undefined, "what neither exists nor is assigned has no object");
  },
);

busLab(
  "D-Bus has the last word: over the file, over drop-ins, over the command line, and over restarts",
  async (bus) => {
    for (const n of [1, 2, 3]) addUplink(bus, n);
    const config = `${FILE}[[uplink]]\ninterface = "w*"\n`;
    let daemon = await bus.service(["-N", "u3:3000"], { config });
    const dropIn = join(dirname(daemon.configFile), "conf.d", "10.toml");
    mkdirSync(dirname(dropIn));
    writeFileSync(dropIn, '[[uplink]]\ninterface = "u2"\ntable = 2000\n');
    let client = await bus.client();
    await reload(client);
    await hasRules(bus, ruleOf(1, 1000), ruleOf(2, 2000), ruleOf(3, 3000));

    await assign(client, "u1", 1100);
    await assign(client, "u2", 2200);
    await release(client, "u3");
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1100), ruleOf(2, 2200)]);
    // The file's tables are free again for others.
    await assign(client, "u3", 1000);
    await release(client, "u3");
    for (let round = 0; round < 3; round++) {
      await reload(client);
      daemon.signal("SIGHUP");
    }
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1100), ruleOf(2, 2200)]);

    await daemon.kill9();
    daemon = await bus.service(["-N", "u3:3000", "-N", "u2:2000"], { config });
    client = await bus.client();
    await hasRules(bus, ruleOf(1, 1100), ruleOf(2, 2200));
    assert.equal(await linkProperty(client, "u3", "State"), "unassigned");
    await assign(client, "u3", 3000);
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1100), ruleOf(2, 2200), ruleOf(3, 3000)]);
  },
);

busLab("an uplink that may have any table, assigned again, leaves one that others use as well by now", async (bus) => {
  addUplink(bus, 1);
  const daemon = await bus.service();
  const client = await bus.client();
  await assign(client, "u1", 0);
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
  await assign(client, "u1", 0);
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)], "a table of its own stays the same");
  bus.host.ip("route add 198.51.100.0/24 via 10.1.0.1 dev u1 table 1000 proto static");
  await eventually(async () => {
    await assign(client, "u1", 0);
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1001)]);
  });
  assert.deepEqual(
    routes(bus.host, 1000, 4),
    ["198.51.100.0/24 via 10.1.0.1 dev u1 proto 4"],
    "what is not ours is still there",
  );
  await restart(bus, daemon, "kill9");
  await hasRules(bus, ruleOf(1, 1001));
});

busLab("what a file's pattern assigns can be released, one link at a time, for good", async (bus) => {
  addUplink(bus, 1, "wwan0");
  addUplink(bus, 2, "wwan1");
  const config = '[[uplink]]\ninterface = "wwan*"\n';
  let daemon = await bus.service([], { config });
  await hasRules(bus, ruleOf(1, 1000), ruleOf(2, 1001));
  await release(await bus.client(), "wwan0");
  assert.deepEqual(rules(bus.host, 4), [ruleOf(2, 1001)]);
  await assert.rejects(release(await bus.client(), "wwan0"), isError("NotAssigned"));
  await reload(await bus.client());
  assert.deepEqual(rules(bus.host, 4), [ruleOf(2, 1001)]);
  daemon = await restart(bus, daemon, "stop", config);
  await hasRules(bus, ruleOf(2, 1001));
  await assign(await bus.client(), "wwan0", 0);
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000), ruleOf(2, 1001)], "its table is the one that it had");
});

busLab("what is temporary holds over a restart of the service and not over a boot", async (bus) => {
  for (const n of [1, 2, 3]) addUplink(bus, n);
  let daemon = await bus.service([], { config: FILE });
  let client = await bus.client();
  await assign(client, "u1", 1100, TEMPORARY);
  await assign(client, "u2", 2000);
  await release(client, "u2", TEMPORARY);
  await assign(client, "u3", 3000);
  await assign(client, "u3", 3300, TEMPORARY);
  const temporary = [ruleOf(1, 1100), ruleOf(3, 3300)];
  assert.deepEqual(rules(bus.host, 4), temporary);
  daemon = await restart(bus, daemon, "stop", FILE);
  await hasRules(bus, ...temporary);
  client = await bus.client();
  await reload(client);
  assert.deepEqual(rules(bus.host, 4), temporary);

  // A boot: the runtime directory is empty.
  await daemon.stop();
  for (const file of ["assignments.json", "assignments.json.new"])
    rmSync(join(bus.runtimeDirectory, file), { force: true });
  daemon = await bus.service([], { config: FILE });
  await hasRules(bus, ruleOf(1, 1000), ruleOf(2, 2000), ruleOf(3, 3000));

  // A decision for good ends a temporary one of the same interface, now and after a restart.
  client = await bus.client();
  await assign(client, "u1", 1100, TEMPORARY);
  await release(client, "u2", TEMPORARY);
  await release(client, "u1");
  await assign(client, "u2", 2200);
  assert.deepEqual(rules(bus.host, 4), [ruleOf(2, 2200), ruleOf(3, 3000)]);
  await restart(bus, daemon, "kill9", FILE);
  await hasRules(bus, ruleOf(2, 2200), ruleOf(3, 3000));
});

busLab(
  "a table that is allocated stays: over assigning again, a release, a restart, and others coming before",
  async (bus) => {
    for (const n of [1, 2]) addUplink(bus, n);
    bus.host.ip("route add 192.0.2.0/24 dev u1 table 1001");
    let daemon = await bus.service();
    let client = await bus.client();
    await assign(client, "u2", 0);
    assert.equal(await linkProperty(client, "u2", "Table"), 1000);
    await assign(client, "u1", 0);
    assert.equal(await linkProperty(client, "u1", "Table"), 1002, "1001 holds a route that is not ours");
    await assign(client, "u1", 0, { priority: ["u", 9] });
    assert.equal(await linkProperty(client, "u1", "Table"), 1002);
    await release(client, "u2");
    await assign(client, "a0", 0);
    await assign(client, "u2", 0);
    assert.equal(await linkProperty(client, "u2", "Table"), 1000);
    assert.equal(await linkProperty(client, "a0", "Table"), 1003);
    daemon = await restart(bus, daemon, "kill9");
    client = await bus.client();
    const tables = await Promise.all(["a0", "u1", "u2"].map((name) => linkProperty(client, name, "Table")));
    assert.deepEqual(tables, [1003, 1002, 1000]);
  },
);

busLab("two assignments over D-Bus never have one table, not even after the temporary ones are gone", async (bus) => {
  for (const n of [1, 2]) addUplink(bus, n);
  const daemon = await bus.service();
  const client = await bus.client();
  await assign(client, "u1", 1000);
  await assign(client, "u1", 2000, TEMPORARY);
  await assert.rejects(assign(client, "u2", 1000), isError("TableInUse", /1000.*u1/));
  await assert.rejects(assign(client, "u2", 1000, TEMPORARY), isError("TableInUse", /1000.*u1/));
  await assert.rejects(assign(client, "u2", 2000), isError("TableInUse", /2000.*u1/));
  await release(client, "u1", TEMPORARY);
  await assert.rejects(assign(client, "u2", 1000), isError("TableInUse", /1000.*u1/));
  await daemon.stop();
  // A saved file that somebody has edited: the first keeps its table, the other is left out, and that is said.
  const saved = [1, 2].map((n) => ({ interface: `u${n}`, table: 1000 }));
  writeFileSync(join(bus.stateDirectory, "assignments.json"), JSON.stringify({ version: 1, assignments: saved }));
  rmSync(join(bus.runtimeDirectory, "assignments.json"));
  await bus.service();
  await hasRules(bus, ruleOf(1, 1000));
  const after = await bus.client();
  assert.deepEqual(
    (await problems(after)).map(([, code]) => code),
    ["configuration"],
  );
  await assign(after, "u2", 2000);
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000), ruleOf(2, 2000)]);
  assert.deepEqual(await problems(after), []);
});

busLab("a release ends the problems of what was assigned, at once", async (bus) => {
  addUplink(bus, 1);
  await bus.service();
  const client = await bus.client();
  await assign(client, "u1", 1000);
  bus.host.ip("route add unreachable 10.60.0.0/16 table 1000");
  bus.host.ip("route add 10.60.0.0/16 dev u1");
  await eventually(async () => assert.equal(await linkProperty(client, "u1", "State"), "degraded"));
  await release(client, "u1");
  assert.deepEqual(await managerProperty(client, "Problems"), []);
  assert.equal(await managerProperty(client, "State"), "converged");
  assert.deepEqual(routes(bus.host, 1000, 4), ["unreachable 10.60.0.0/16 proto 3"]);
});

busLab(
  "a reload that gives away a table of D-Bus is refused, and a start with it leaves the file's uplink out",
  async (bus) => {
    for (const n of [1, 2]) addUplink(bus, n);
    const daemon = await bus.service();
    const client = await bus.client();
    await assign(client, "u2", 1000);
    writeFileSync(daemon.configFile, FILE);
    await assert.rejects(reload(client), isError("InvalidConfiguration", /multihomed\.toml:\d+: .*1000.*u2/));
    assert.deepEqual(rules(bus.host, 4), [ruleOf(2, 1000)]);
    await restart(bus, daemon, "kill9", FILE);
    await hasRules(bus, ruleOf(2, 1000));
    const after = await bus.client();
    const [[, code, text] = []] = await problems(after);
    assert.equal(code, "configuration");
    assert.match(text ?? "", /1000.*u2.*u1/);
    await release(after, "u2");
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)], "now the file's uplink has its table");
    assert.deepEqual(await problems(after), []);
  },
);

const problems = async (client: Client) =>
  (await managerProperty(client, "Problems")) as readonly (readonly [string, string, string])[];

const isError =
  (name: string, text = /./) =>
  (error: unknown) =>
    error instanceof CallError && error.dbusName === `org.multihomed1.Error.${name}` && text.test(error.text);
