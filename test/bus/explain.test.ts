// explain, as it is built, on a real kernel: what it says the kernel does is what ip(8) says, and where somebody gets in the
// way of what is intended, it says so.
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Variant } from "../../common/bus/types.ts";
import type { Explanation } from "../../common/client/domain.ts";
import { eventually, rules } from "../kernel/lab/index.ts";
import { addLink, addUplink, type Bus, busLab, managerCall, type Output, plain, type User } from "./lab/index.ts";

const DIST = process.env.MULTIHOMED
  ? dirname(process.env.MULTIHOMED)
  : fileURLToPath(new URL("../../dist", import.meta.url));
const PROGRAM = join(DIST, "multihomectl");
const SERVER4 = "203.0.113.1";
const SERVER6 = "2001:db8:ffff::1";

const ctl = (bus: Bus, line: string, user: User): Promise<Output> =>
  bus.start(user, PROGRAM, "explain", ...line.split(" ")).ended();

/** Asked by somebody who may do nothing else. */
async function explained(bus: Bus, line: string): Promise<Explanation> {
  const { code, stdout, stderr } = await ctl(bus, `${line} --json`, "denied");
  assert.deepEqual([code, stderr], [0, ""], line);
  return JSON.parse(stdout) as Explanation;
}

/** What ip(8) says of the same packet. */
function byIp(bus: Bus, ...words: string[]): { dev: string; gateway?: string; prefsrc?: string } {
  const [answer] = bus.host.json<{ dev: string; gateway?: string; prefsrc?: string }[]>("route get", ...words);
  assert.ok(answer);
  return answer;
}

/** u1 and u2 with both families. */
function addUplinks(bus: Bus): void {
  for (const n of [1, 2]) {
    addUplink(bus, n);
    bus.host.ipBatch(`
      addr add fd00:${n}::2/64 dev u${n} nodad
      route add default via fd00:${n}::1 dev u${n} metric ${n * 100}
    `);
  }
}

/** The same, assigned and in force. */
async function twoUplinks(bus: Bus): Promise<void> {
  addUplinks(bus);
  await bus.service(["-N", "u1:1000", "-N", "u2:2000"]);
  await eventually(async () => assert.equal((await explained(bus, `fd00:2::2 ${SERVER6}`)).kernel.table, 2000));
}

/** That what is said of the kernel is what ip(8) says, and nothing differs from what is intended. */
async function isAsIntended(bus: Bus, line: string, ...words: string[]): Promise<Explanation["kernel"]> {
  const { kernel, intended, differences } = await explained(bus, line);
  assert.deepEqual(differences, [], line);
  const { dev, gateway } = byIp(bus, ...words);
  assert.deepEqual([kernel.interface, kernel.gateway], [dev, gateway], line);
  assert.deepEqual([intended.interface, intended.gateway], [dev, gateway], line);
  return kernel;
}

busLab("each source goes by its uplink, and what binds to nothing by main", async (bus) => {
  await twoUplinks(bus);
  for (const n of [1, 2]) {
    for (const [source, server] of [
      [`10.${n}.0.2`, SERVER4],
      [`fd00:${n}::2`, SERVER6],
    ] as const) {
      const kernel = await isAsIntended(bus, `${source} ${server}`, server, "from", source);
      assert.deepEqual(
        [kernel.rule, kernel.table, kernel.uplink],
        [`${n}000: from ${source} lookup ${n}000`, n * 1000, `u${n}`],
      );
    }
  }
  for (const server of [SERVER4, SERVER6]) {
    const kernel = await isAsIntended(bus, `- ${server}`, server);
    assert.deepEqual([kernel.rule, kernel.table, kernel.uplink], ["32766: from all lookup main", 254, "u1"]);
    assert.equal(kernel.source, byIp(bus, server).prefsrc);
  }
  // On the link, to this host, to all on a link, and to a group.
  for (const destination of ["10.2.0.9", "fd00:2::9", "10.1.0.255", "255.255.255.255", "224.0.0.9", "ff02::1"]) {
    await leaves(bus, `- ${destination}`);
  }
  for (const destination of ["10.1.0.2", "fd00:1::2", "127.0.0.1", "::1"]) {
    assert.equal((await leaves(bus, `- ${destination}`)).table, 255);
  }
});

/** That it goes as intended, wherever that is. */
async function leaves(bus: Bus, line: string): Promise<Explanation["kernel"]> {
  const { kernel, differences } = await explained(bus, line);
  assert.deepEqual(differences, [], line);
  assert.notEqual(kernel.interface, undefined, line);
  return kernel;
}

busLab("before there is any rule but the kernel's, its local routes are the local table's too", async (bus) => {
  addUplink(bus, 1);
  await bus.service();
  const { kernel, differences } = await explained(bus, "- 10.1.0.2");
  assert.deepEqual([kernel.rule, kernel.table, differences], ["0: from all lookup local", 255, []]);
  const { kernel: away } = await explained(bus, `- ${SERVER4}`);
  assert.deepEqual([away.rule, away.table, away.uplink], ["32766: from all lookup main", 254, undefined]);
});

busLab("a rule of somebody else's in front: what differs is said, and whose it is", async (bus) => {
  await twoUplinks(bus);
  bus.host.ipBatch(`
    rule add from all lookup 77 priority 100
    route add default via 10.1.0.1 dev u1 table 77
  `);
  const { kernel, intended, differences } = await explained(bus, `10.2.0.2 ${SERVER4}`);
  assert.equal(byIp(bus, SERVER4, "from", "10.2.0.2").dev, "u1");
  assert.deepEqual([kernel.rule, kernel.table, kernel.interface], ["100: from all lookup 77", 77, "u1"]);
  assert.deepEqual([intended.rule, intended.table], ["2000: from 10.2.0.2 lookup 2000", 2000]);
  assert.deepEqual(
    differences.map(({ key }) => key),
    ["rule", "table", "route", "interface", "gateway"],
  );
  const { code, stdout } = await ctl(bus, `10.2.0.2 ${SERVER4}`, "denied");
  assert.equal(code, 0);
  assert.match(stdout, /^from 10\.2\.0\.2 to 203\.0\.113\.1\n {2}rule +100: from all lookup 77 +intended: 2000: from/);
  const last =
    "not as intended (rule, table, route, interface, gateway): 100: from all lookup 77 goes first, and is not of";
  assert.ok(stdout.trimEnd().split("\n").at(-1)?.startsWith(last), stdout);
  // Where its table has nothing for the packet, it is as if it were not there.
  bus.host.ip("route del default table 77");
  assert.match((await ctl(bus, `10.2.0.2 ${SERVER4}`, "denied")).stdout, /\nas intended\n$/);
});

busLab("marks, and rules that take only some packets", async (bus) => {
  await twoUplinks(bus);
  bus.host.ipBatch(`
    rule add fwmark 0x10/0xf0 lookup 77 priority 100
    rule add ipproto tcp dport 25 lookup 78 priority 101
    route add default via 10.1.0.1 dev u1 table 77
  `);
  const unmarked = await explained(bus, `10.2.0.2 ${SERVER4} --mark 0x20`);
  assert.deepEqual([unmarked.kernel.table, unmarked.differences], [2000, []]);
  assert.match(unmarked.kernel.note ?? "", /: 101: from all ipproto tcp dport 25 lookup 78$/);
  const marked = await explained(bus, `10.2.0.2 ${SERVER4} --mark 0x1f`);
  assert.equal(byIp(bus, SERVER4, "from", "10.2.0.2", "mark", "0x1f").dev, "u1");
  assert.deepEqual([marked.kernel.rule, marked.kernel.interface], ["100: from all fwmark 0x10/0xf0 lookup 77", "u1"]);
  assert.equal(marked.differences[0]?.key, "rule");
});

busLab("a packet that arrives: forwarded or not, by rules for its link", async (bus) => {
  await twoUplinks(bus);
  addLink(bus, "br0");
  bus.host.ip("addr add 192.168.7.1/24 dev br0");
  const line = `192.168.7.9 ${SERVER4} --iif br0`;
  const refused = await explained(bus, line);
  assert.match(refused.kernel.error ?? "", /^EHOSTUNREACH: .*does not forward \(net\.ipv4\.conf\.br0\.forwarding\)$/);
  bus.host.sysctl("net.ipv4.ip_forward", 1);
  const kernel = await isAsIntended(bus, line, SERVER4, "from", "192.168.7.9", "iif", "br0");
  assert.deepEqual([kernel.rule, kernel.uplink], ["32766: from all lookup main", "u1"]);
  bus.host.ipBatch(`
    rule add iif br0 lookup 77 priority 100
    route add default via 10.2.0.1 dev u2 table 77
  `);
  const other = await explained(bus, line);
  assert.deepEqual([other.kernel.rule, other.kernel.interface], ["100: from all iif br0 lookup 77", "u2"]);
  assert.equal(other.differences[0]?.key, "rule");
  // What is the host's own does not come by there.
  assert.deepEqual((await explained(bus, `10.1.0.2 ${SERVER4}`)).differences, []);
  const martian = await explained(bus, `10.2.0.2 ${SERVER4} --iif br0`);
  assert.match(martian.kernel.error ?? "", /^EINVAL: no packet with the source 10\.2\.0\.2 may arrive by br0/);
});

busLab("what leads nowhere: the guard is intended, another's reject and a foreign source are told", async (bus) => {
  await twoUplinks(bus);
  bus.host.ipBatch("route del default via 10.2.0.1 dev u2 metric 200\nroute add prohibit 198.51.100.0/24");
  const guarded = await eventually(async () => {
    const { kernel, differences } = await explained(bus, `10.2.0.2 ${SERVER4}`);
    assert.equal(kernel.error, "EHOSTUNREACH: the route says unreachable");
    return { kernel, differences };
  });
  assert.deepEqual([guarded.kernel.table, guarded.differences], [2000, []]);
  assert.match(guarded.kernel.route ?? "", /^unreachable default metric 4294967295$/);
  const prohibited = await explained(bus, "- 198.51.100.1");
  assert.deepEqual(
    [prohibited.kernel.error, prohibited.kernel.rule, prohibited.differences],
    ["EACCES: the route says prohibit", "32766: from all lookup main", []],
  );
  const foreign = await explained(bus, `10.9.9.9 ${SERVER4}`);
  assert.match(foreign.kernel.error ?? "", /: 10\.9\.9\.9 is no address of this host$/);
  bus.host.ipBatch(`rule add to ${SERVER4} prohibit priority 50`);
  const byRule = await explained(bus, `10.1.0.2 ${SERVER4}`);
  assert.equal(byRule.kernel.error, `EACCES: the rule 50: from all to ${SERVER4} prohibit refuses it`);
  assert.deepEqual(
    byRule.differences.map(({ key }) => key),
    ["error", "rule"],
  );
});

busLab("a rule of ours behind main's has no effect, and that is said", async (bus) => {
  addUplink(bus, 1);
  addUplink(bus, 2);
  await bus.service([], { config: '[[uplink]]\ninterface = "u2"\ntable = 2000\npriority = 40000\n' });
  const { kernel, differences } = await eventually(async () => {
    const explanation = await explained(bus, `10.2.0.2 ${SERVER4}`);
    assert.match(explanation.differences[0]?.text ?? "", / goes first$/);
    return explanation;
  });
  assert.deepEqual([kernel.rule, kernel.interface], ["32766: from all lookup main", "u1"]);
  assert.deepEqual(differences[0], { key: "rule", text: "32766: from all lookup main goes first" });
});

busLab("several legs: one is taken, any is as intended", async (bus) => {
  await twoUplinks(bus);
  bus.host.ipBatch(`
    route add 198.51.100.0/24 nexthop via 10.1.0.1 dev u1 weight 1 nexthop via 10.2.0.1 dev u2 weight 3
    nexthop add id 1 via 10.1.0.1 dev u1
    nexthop add id 2 via 10.2.0.1 dev u2
    nexthop add id 9 group 1/2
    route add 192.0.2.0/24 nhid 9
  `);
  for (const [destination, shares] of [
    ["198.51.100.1", "u1 25 %, u2 75 %"],
    ["192.0.2.1", "u1 50 %, u2 50 %"],
  ] as const) {
    const { kernel, intended, differences } = await explained(bus, `- ${destination}`);
    assert.equal(kernel.interface, byIp(bus, destination).dev);
    assert.deepEqual([kernel.shares, intended.shares, intended.interface], [shares, shares, "u1 u2"]);
    assert.deepEqual(differences, []);
  }
});

busLab("what cannot be asked is refused in one line, on D-Bus by name; nobody is asked for permission", async (bus) => {
  await twoUplinks(bus);
  for (const [line, exit, why] of [
    ["10.1.0.2", 2, /expected explain SOURCE\|- DESTINATION/],
    ["10.1.0 203.0.113.1", 2, /"10\.1\.0": expected an IPv4 or IPv6 address/],
    [`10.1.0.2 ${SERVER6}`, 2, /expected two addresses of one family/],
    [`10.1.0.2 ${SERVER4} --iif nowhere`, 1, /"nowhere" does not exist: no packet can arrive by it/],
  ] as const) {
    const { code, stdout, stderr } = await ctl(bus, line, "denied");
    assert.deepEqual([code, stdout], [exit, ""], line);
    assert.match(stderr, /^multihomectl: [^\n]+\n$/);
    assert.match(stderr, why);
  }
  const client = await bus.client("denied");
  const call = (source: string, destination: string, options: Readonly<Record<string, Variant>> = {}) =>
    client.call({
      ...managerCall("Explain"),
      signature: "ssa{sv}",
      body: [source, destination, new Map(Object.entries(options))],
    });
  for (const [source, destination, options, name] of [
    ["10.1.0", SERVER4, {}, "freedesktop.DBus.Error.InvalidArgs"],
    ["10.1.0.2", SERVER6, {}, "freedesktop.DBus.Error.InvalidArgs"],
    ["", "0.0.0.0", {}, "freedesktop.DBus.Error.InvalidArgs"],
    ["", SERVER4, { iif: new Variant("s", "u1") }, "freedesktop.DBus.Error.InvalidArgs"],
    ["10.9.0.2", SERVER4, { iif: new Variant("s", "nowhere") }, "multihomed1.Error.InvalidInterface"],
    ["10.1.0.2", SERVER4, { mark: new Variant("s", "1") }, "multihomed1.Error.InvalidOption"],
    ["10.1.0.2", SERVER4, { oif: new Variant("s", "u1") }, "multihomed1.Error.InvalidOption"],
  ] as const) {
    await assert.rejects(call(source, destination, options), { dbusName: `org.${name}` });
  }
  const [kernel, intended, differences] = await call("10.1.0.2", SERVER4);
  assert.deepEqual(plain(kernel as ReadonlyMap<string, unknown>), plain(intended as ReadonlyMap<string, unknown>));
  assert.deepEqual(differences, []);
});

const WEIGHED = [1, 2].map((n) => `[[uplink]]\ninterface = "u${n}"\ntable = ${n}000\nweight = ${2 * n - 1}\n`).join("");

busLab("balance: what binds to nothing goes by any of its members, all else as before", async (bus) => {
  addUplinks(bus);
  addLink(bus, "br0");
  bus.host.ip("addr add 192.168.7.1/24 dev br0");
  await bus.service([], { config: `${WEIGHED}[balance]\nenabled = true\n` });
  for (const server of [SERVER4, SERVER6]) {
    const { kernel, intended } = await eventually(async () => {
      const explanation = await explained(bus, `- ${server}`);
      assert.deepEqual([explanation.kernel.table, explanation.differences], [900, []]);
      return explanation;
    });
    const { dev, gateway, prefsrc } = byIp(bus, server);
    assert.deepEqual([kernel.rule, kernel.interface, kernel.gateway], ["32001: from all lookup 900", dev, gateway]);
    assert.deepEqual([kernel.source, kernel.uplink, intended.uplink], [prefsrc, dev, "u1 u2"]);
    assert.deepEqual([kernel.shares, intended.shares], ["u1 25 %, u2 75 %", "u1 25 %, u2 75 %"]);
  }
  for (const [line, rule] of [
    [`10.2.0.2 ${SERVER4}`, "2000: from 10.2.0.2 lookup 2000"],
    [`fd00:2::2 ${SERVER6}`, "2000: from fd00:2::2 lookup 2000"],
    [`192.168.7.1 ${SERVER4}`, "31999: from 192.168.7.1 lookup main"],
    ["- 192.168.7.9", "32000: from all lookup main suppress_prefixlength 0"],
    ["- fd00:2::9", "32000: from all lookup main suppress_prefixlength 0"],
    ["- 224.0.0.9", "32766: from all lookup main"],
    ["- 10.1.0.2", "0: from all lookup local"],
  ] as const) {
    assert.equal((await leaves(bus, line)).rule, rule, line);
  }
  bus.host.ipBatch("rule add from all lookup 77 priority 31000\nroute add default via 10.1.0.1 dev u1 table 77");
  const taken = await explained(bus, `- ${SERVER4}`);
  assert.deepEqual(taken.differences.slice(0, 2), [
    { key: "rule", text: "31000: from all lookup 77 goes first, and is not of this service" },
    { key: "table", text: "77 instead of 900" },
  ]);
});

busLab(
  "gateway: a connection's mark leads to its uplink, and what has none is spread as what this host sends",
  async (bus) => {
    addUplinks(bus);
    addLink(bus, "br0");
    bus.host.ipBatch("addr add 192.168.7.1/24 dev br0\naddr add fd00:7::1/64 dev br0 nodad");
    const together = `[balance]\nenabled = true\n[gateway]\nenabled = true\ninside = ["br0"]\n`;
    await bus.service([], { config: WEIGHED + together });
    const mark = await eventually(() => {
      const found = rules(bus.host, 4).flatMap((line) => /fwmark (0x[0-9a-f]+) lookup 2000$/.exec(line)?.[1] ?? []);
      assert.equal(found.length, 1);
      return found[0] ?? "";
    });
    for (const [client, server] of [
      ["192.168.7.9", SERVER4],
      ["fd00:7::9", SERVER6],
    ] as const) {
      const line = `${client} ${server} --iif br0`;
      await eventually(async () => assert.deepEqual((await explained(bus, line)).kernel.table, 900));
      const words = [server, "from", client, "iif", "br0"];
      const marked = await isAsIntended(bus, `${line} --mark ${mark}`, ...words, "mark", mark);
      assert.deepEqual(
        [marked.rule, marked.uplink, marked.table],
        [`950: from all fwmark ${mark}/0xff0000 lookup 2000`, "u2", 2000],
      );
      const { kernel, intended, differences } = await explained(bus, line);
      assert.deepEqual([kernel.interface, intended.uplink, differences], [byIp(bus, ...words).dev, "u1 u2", []]);
    }
    bus.host.ip("rule add iif br0 prohibit priority 100");
    const refused = await explained(bus, `192.168.7.9 ${SERVER4} --iif br0 --mark ${mark}`);
    assert.deepEqual(refused.differences, [
      { key: "error", text: "the kernel refuses it, where it is to go by u2 via 10.2.0.1" },
      { key: "rule", text: "100: from all iif br0 prohibit goes first, and is not of this service" },
    ]);
  },
);
