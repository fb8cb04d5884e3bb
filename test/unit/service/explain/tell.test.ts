// The whole explanation: the kernel's way, the intended one, and where they differ, in words.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer } from "../../../../service/explain/answer.ts";
import type { Failure } from "../../../../service/netlink/requests.ts";
import * as k from "../../../../service/netlink/uapi.ts";
import { joinUplinks } from "../../../../service/planes/uplinks.ts";
import type { View } from "../../../../service/view/view.ts";
import { assignmentOf } from "../planes/assignment.ts";
import { addressBytes } from "../view/from-text/address.ts";
import { viewOf } from "../view/from-text/state.ts";
import { foundIn, kernelRules, LAPTOP, laptop, OURS4, OURS6, packetIn, told, uplinksIn } from "./world.ts";

const view = laptop();
const uplinks = uplinksIn(view);
const refusal = (code: string): Failure => ({ code, text: undefined });

function tell(packet: string, outcome: Answer["outcome"], others: readonly string[] = [], from: View = view) {
  const asked = packetIn(from, packet);
  const rules = kernelRules(asked.family, asked.family === k.AF_INET ? OURS4 : OURS6, others);
  return told(asked, { rules, outcome }, uplinksIn(from), from);
}

test("from an uplink's address: rule, table, route, link and gateway of that uplink", () => {
  const found = foundIn(view, "default via 10.2.0.1 dev eth1 metric 200 table 2000 proto 77");
  const way = {
    rule: "2000: from 10.2.0.2 lookup 2000",
    table: "2000",
    uplink: "eth1",
    route: "default via 10.2.0.1 dev eth1 metric 200",
    interface: "eth1",
    gateway: "10.2.0.1",
  };
  assert.deepEqual(tell("10.2.0.2 203.0.113.1", found), { kernel: way, intended: way, differences: [] });
});

test("IPv6 alike, and a network of a link that is not assigned by a copy of its route", () => {
  const six = tell(
    "fd00:2::2 2001:db8::1",
    foundIn(view, "-6 default via fd00:2::1 dev eth1 metric 200 table 2000 proto 77"),
  );
  assert.deepEqual([six.kernel.gateway, six.intended, six.differences], ["fd00:2::1", six.kernel, []]);
  const container = tell(
    "10.1.0.2 172.17.0.9",
    foundIn(view, "172.17.0.0/16 dev br0 src 172.17.0.1 table 1000 proto 77"),
  );
  assert.deepEqual([container.kernel.interface, container.kernel.gateway], ["br0", undefined]);
  assert.deepEqual([container.kernel.uplink, container.differences], ["eth0", []]);
});

test("unbound: the best route of main, and the source that the kernel chooses", () => {
  const found = foundIn(view, "default via 10.1.0.1 dev eth0 metric 100", { source: addressBytes("10.1.0.2") });
  const { kernel, intended, differences } = tell("- 203.0.113.1", found);
  assert.deepEqual([kernel.rule, kernel.source, kernel.uplink], ["32766: from all lookup main", "10.1.0.2", "eth0"]);
  assert.deepEqual([intended.rule, intended.source, differences], ["32766: from all lookup main", undefined, []]);
  const near = foundIn(view, "10.2.0.0/24 dev eth1 src 10.2.0.2", { source: addressBytes("10.2.0.2") });
  assert.equal(tell("- 10.2.0.9", near).intended.source, "10.2.0.2");
});

test("another's rule in front: what differs, why, and whose it is", () => {
  const found = foundIn(view, "default via 10.1.0.1 dev eth0 table 7");
  const { kernel, intended, differences } = tell("10.2.0.2 203.0.113.1", found, ["iif lo lookup 7 priority 1007"]);
  assert.deepEqual([kernel.table, kernel.uplink, intended.table], ["7", "eth0", "2000"]);
  assert.deepEqual(differences, [
    "rule: 1007: from all iif lo lookup 7 goes first, and is not of this service",
    "table: 7 instead of 2000 (uplink eth1)",
    "route: default via 10.1.0.1 dev eth0 instead of default via 10.2.0.1 dev eth1 metric 200",
    "interface: eth0 instead of eth1",
    "gateway: 10.1.0.1 instead of 10.2.0.1",
  ]);
});

test("a rule of ours that is not there, or that finds nothing, is why main's leads", () => {
  const asked = packetIn(view, "10.2.0.2 203.0.113.1");
  const outcome = foundIn(view, "default via 10.1.0.1 dev eth0 metric 100");
  const gone = told(asked, { rules: kernelRules(2, ["10.1.0.2 1000"]), outcome }, uplinks, view);
  assert.equal(
    gone.differences[0],
    "rule: 32766: from all lookup main leads, because 2000: from 10.2.0.2 lookup 2000 is not in the kernel",
  );
  assert.equal(gone.differences[1], "table: main instead of 2000 (uplink eth1)");
  const empty = told(asked, { rules: kernelRules(2, OURS4), outcome }, uplinks, view);
  assert.equal(
    empty.differences[0],
    "rule: 32766: from all lookup main leads, because 2000: from 10.2.0.2 lookup 2000 finds no route",
  );
});

test("another route in the right table, by another router or for another prefix", () => {
  const { differences } = tell("10.2.0.2 203.0.113.1", foundIn(view, "default via 10.2.0.7 dev eth1 table 2000"));
  assert.deepEqual(differences, [
    "route: default via 10.2.0.7 dev eth1 instead of default via 10.2.0.1 dev eth1 metric 200",
    "gateway: 10.2.0.7 instead of 10.2.0.1",
  ]);
  const near = tell("10.2.0.2 203.0.113.1", foundIn(view, "203.0.113.0/24 dev eth1 table 2000"));
  assert.equal(near.differences.at(-1), "gateway: none instead of 10.2.0.1");
});

test("the guard: refused, and so intended", () => {
  const cut = laptop(
    "gone route default via 10.2.0.1 dev eth1 metric 200",
    "route unreachable default metric 4294967295 table 2000 proto 77",
  );
  const { kernel, intended, differences } = tell("10.2.0.2 203.0.113.1", refusal("EHOSTUNREACH"), [], cut);
  const way = {
    rule: "2000: from 10.2.0.2 lookup 2000",
    table: "2000",
    uplink: "eth1",
    route: "unreachable default metric 4294967295",
    error: "EHOSTUNREACH: the route says unreachable",
  };
  assert.deepEqual([kernel, intended, differences], [way, way, []]);
  // Where somebody's rule gets around the guard, that is said.
  const around = foundIn(cut, "default via 10.1.0.1 dev eth0 table 7");
  const escaped = tell("10.2.0.2 203.0.113.1", around, ["iif lo lookup 7 priority 1007"], cut);
  assert.equal(escaped.differences[0], "error: the kernel sends it, where it is to go nowhere");
  assert.equal(escaped.differences.at(-1), "gateway: 10.1.0.1 instead of none");
});

test("refused where it is to go somewhere: by whom, as far as that can be told", () => {
  const byRule = tell("10.2.0.2 203.0.113.1", refusal("EACCES"), ["from all prohibit priority 1020"]);
  assert.deepEqual(byRule.kernel, {
    rule: "1020: from all prohibit",
    error: "EACCES: the rule 1020: from all prohibit refuses it",
  });
  assert.deepEqual(byRule.differences, [
    "error: the kernel refuses it, where it is to go by eth1 via 10.2.0.1",
    "rule: 1020: from all prohibit goes first, and is not of this service",
  ]);
  const byRoute = laptop("route blackhole 203.0.113.0/24 table 2000");
  const { kernel } = tell("10.2.0.2 203.0.113.1", refusal("EINVAL"), [], byRoute);
  assert.deepEqual([kernel.table, kernel.route], ["2000", "blackhole 203.0.113.0/24"]);
  // A table that nobody watches, and an error that no route explains, leave it open.
  const prohibits = "from all prohibit priority 1020";
  for (const others of [
    ["iif lo lookup 7 priority 1007", prohibits],
    ["tos 0x10 lookup 7 priority 1017", prohibits],
    [],
  ]) {
    const open = tell("10.2.0.2 203.0.113.1", refusal("EACCES"), others);
    assert.deepEqual(open.kernel, { error: "EACCES: a route or a rule says prohibit" });
    assert.equal(open.intended.rule, "2000: from 10.2.0.2 lookup 2000");
  }
});

test("a rule for some packets only is not said to refuse all", () => {
  const watched = viewOf([...LAPTOP, "route prohibit 203.0.113.0/24 table 7"], [7, 1000, 2000]);
  const some = tell("- 203.0.113.1", refusal("EACCES"), ["tos 0x10 lookup 7 priority 1017"], watched);
  assert.equal(some.kernel.rule, undefined);
  const all = tell("- 203.0.113.1", refusal("EACCES"), ["iif lo lookup 7 priority 1007"], watched);
  assert.equal(all.kernel.rule, "1007: from all iif lo lookup 7");
});

test("no route at all is as intended where main has none", () => {
  const bare = laptop(
    "gone route -6 default via fd00:1::1 dev eth0 metric 100",
    "gone route -6 default via fd00:2::1 dev eth1 metric 200",
  );
  const { kernel, differences } = tell("- 2001:db8::1", refusal("ENETUNREACH"), [], bare);
  assert.deepEqual([kernel, differences], [{ error: "ENETUNREACH: no route leads there" }, []]);
});

test("a route that says to look on, and one of ours that strayed into main, are not what is intended", () => {
  const thrown = laptop("route throw 198.51.100.0/24");
  assert.deepEqual(tell("- 198.51.100.1", refusal("ENETUNREACH"), [], thrown).differences, []);
  const strayed = laptop("route 203.0.113.0/24 dev eth1 proto 77");
  const found = foundIn(strayed, "203.0.113.0/24 dev eth1 proto 77");
  assert.equal(tell("- 203.0.113.1", found, [], strayed).intended.route, "default via 10.1.0.1 dev eth0 metric 100");
});

test("a source that is not here: nobody intends anything", () => {
  const { kernel, intended, differences } = tell("10.9.0.9 203.0.113.1", refusal("ENETUNREACH"));
  assert.deepEqual(kernel, { error: "ENETUNREACH: 10.9.0.9 is no address of this host" });
  assert.deepEqual([intended, differences], [kernel, []]);
  const six = tell("fd00:9::9 2001:db8::1", foundIn(view, "-6 default via fd00:1::1 dev eth0 metric 100"));
  assert.deepEqual([six.kernel.note, six.differences], ["fd00:9::9 is no address of this host", []]);
});

test("a packet that arrives: what its errors mean, and that nothing is to be forwarded unless gateway is on", () => {
  const arriving = "10.2.0.9 203.0.113.1 iif br0";
  assert.deepEqual(tell(arriving, refusal("EHOSTUNREACH")).differences, []);
  const gateway = { enabled: true, inside: ["br0"], markMask: 0xff0000, translateIpv6: false };
  const forwarding = uplinksIn(view, undefined, { balance: undefined, gateway });
  const answer = { rules: kernelRules(2, OURS4), outcome: refusal("EHOSTUNREACH") };
  assert.equal(told(packetIn(view, arriving), answer, forwarding, view).differences.length, 1);
  assert.match(
    tell(arriving, refusal("EHOSTUNREACH")).kernel.error ?? "",
    /does not forward \(net\.ipv4\.conf\.br0\.forwarding\)$/,
  );
  const back = tell(arriving, refusal("EXDEV"));
  assert.equal(back.kernel.error, "EXDEV: the way back to 10.2.0.9 is not by br0 (net.ipv4.conf.br0.rp_filter)");
  assert.deepEqual(back.differences, ["error: the kernel refuses it, where it is to go by eth0 via 10.1.0.1"]);
  assert.match(
    tell(arriving, refusal("EINVAL")).kernel.error ?? "",
    /no packet with the source 10\.2\.0\.9 may arrive by br0/,
  );
  assert.equal(tell(arriving, refusal("ENODEV")).kernel.error, "ENODEV: br0 is gone");
  const strange = tell(arriving, { code: "EOPNOTSUPP", text: "no" });
  assert.equal(strange.kernel.error, "EOPNOTSUPP: the kernel does not forward it; no");
  const found = foundIn(view, "default via 10.1.0.1 dev eth0 metric 100");
  assert.deepEqual(tell(arriving, found, ["iif eth1 lookup 7 priority 1008"]).differences, []);
});

test("to this host, and to everyone on a link: the kernel's own table is as it is", () => {
  const here = tell("- 10.1.0.2", foundIn(view, "local 10.1.0.2 dev eth0 table 255", { ifindex: 1 }));
  assert.deepEqual([here.kernel.rule, here.kernel.interface], ["0: from all lookup local", "lo"]);
  assert.deepEqual(here.differences, []);
  assert.deepEqual(tell("- 10.1.0.255", foundIn(view, "broadcast 10.1.0.255 dev eth0 table 255")).differences, []);
  const many = foundIn(view, "default via 10.1.0.1 dev eth0 metric 100", { type: k.RTN_MULTICAST, gateway: undefined });
  assert.deepEqual(tell("- 224.0.0.9", many).differences, []);
  // An address of this host that somebody has routed away.
  const away = tell("- 10.1.0.2", foundIn(view, "default via 10.2.0.1 dev eth1 table 7"), [
    "iif lo lookup 7 priority 1007",
  ]);
  assert.equal(away.differences[1], "table: 7 instead of local");
});

test("several legs: any is as intended, and their shares are told", () => {
  const hops = "nexthop via 10.1.0.1 dev eth0 weight 1 nexthop via 10.2.0.1 dev eth1 weight 3";
  const more = laptop(`route 198.51.100.0/24 ${hops}`);
  const second = { ifindex: 3, gateway: addressBytes("10.2.0.1") };
  const { kernel, intended, differences } = tell(
    "- 198.51.100.1",
    foundIn(more, `198.51.100.0/24 ${hops}`, second),
    [],
    more,
  );
  assert.deepEqual([kernel.interface, kernel.shares], ["eth1", "eth0 25 %, eth1 75 %"]);
  assert.deepEqual(
    [intended.interface, intended.gateway, intended.uplink],
    ["eth0 eth1", "10.1.0.1 10.2.0.1", "eth0 eth1"],
  );
  assert.deepEqual(differences, []);
});

test("a way that several legs take is told once, with what they carry together", () => {
  const each = ["via 10.1.0.1 dev eth0 weight 1", "via 10.2.0.1 dev eth1 weight 2"];
  const hops = [...each, ...each].map((hop) => `nexthop ${hop}`).join(" ");
  const more = laptop(`route 198.51.100.0/24 ${hops}`);
  const found = foundIn(more, `198.51.100.0/24 ${hops}`, { ifindex: 2, gateway: addressBytes("10.1.0.1") });
  const { kernel, intended, differences } = tell("- 198.51.100.1", found, [], more);
  assert.equal(kernel.shares, "eth0 33 %, eth1 67 %");
  assert.deepEqual([intended.interface, intended.gateway], ["eth0 eth1", "10.1.0.1 10.2.0.1"]);
  assert.deepEqual(differences, []);
});

test("what cannot be told, and which packets go elsewhere, stands in the note", () => {
  const found = foundIn(view, "default via 10.1.0.1 dev eth0 metric 100", { source: addressBytes("10.2.0.2") });
  const later = { ...found.way, ifindex: 3, gateway: addressBytes("10.2.0.1") };
  const { kernel } = tell("- 203.0.113.1", { ...found, later }, [
    "tos 0x10 lookup 7 priority 1017",
    "l3mdev priority 1024",
  ]);
  assert.equal(kernel.rule, undefined);
  assert.equal(
    kernel.note,
    "which rule leads to table main cannot be told: it may be 1024: from all lookup [l3mdev-table] or " +
      "32766: from all lookup main; some such packets may go another way, by protocol, port, user or the like: " +
      "1017: from all tos 0x10 lookup 7; once it has the source 10.2.0.2, what follows leaves by eth1 via 10.2.0.1",
  );
});

test("two uplinks on one link are told apart by their routers", () => {
  const lines = ["eth0 table 1000 gateway 10.1.0.1", "eth0 table 1001 gateway 10.1.0.254"];
  const both = joinUplinks(lines.map(assignmentOf), view);
  const asked = packetIn(view, "10.1.0.2 203.0.113.1");
  const outcome = foundIn(view, "default via 10.1.0.1 dev eth0 metric 100 table 1000");
  const { kernel, differences } = told(asked, { rules: kernelRules(2, ["10.1.0.2 1000"]), outcome }, both, view);
  assert.deepEqual([kernel.uplink, differences], ["eth0 via 10.1.0.1", []]);
});
