// Who carries what now, by what the kernel has; and what cannot be as it was asked for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sharesOf } from "../../../../../service/planes/balance/shares.ts";
import { balanceTroubles } from "../../../../../service/planes/balance/troubles.ts";
import { joinUplinks } from "../../../../../service/planes/uplinks.ts";
import { assignmentOf } from "../assignment.ts";
import { BalancedHost, togetherOf } from "./host.ts";

const LINES = [
  "link eth0 2",
  "link eth1 3 no-arp",
  "address 192.0.2.10/24 dev eth0",
  "address 198.51.100.10/24 dev eth1",
  "address 2001:db8::10/64 dev eth1",
  "route default via 192.0.2.1 dev eth0 metric 1",
  "route default via inet6 fe80::1 dev eth1 metric 2",
  "route -6 default dev eth1",
];
const CONFIG = ["balance", "eth0 table 1001 weight 3", "eth1 table 1000 weight 256", "eth2 table 1002 weight 1"];

const shares = (host: BalancedHost, config = CONFIG) =>
  sharesOf(uplinksOf(host, config), host.view).map((share) => Object.values(share).join(" "));
const uplinksOf = ({ view }: BalancedHost, config: readonly string[]) =>
  joinUplinks(config.filter((line) => !line.startsWith("balance")).map(assignmentOf), view, togetherOf(config));

test("shares are those of the kernel, by family and table", async () => {
  const host = new BalancedHost(LINES);
  assert.deepEqual(shares(host), []); // nothing done yet
  await host.assign(...CONFIG);
  assert.deepEqual(shares(host), ["2 eth1 255", "2 eth0 3", "10 eth1 255"]);
  await host.say("gone route default via 192.0.2.1 dev eth0 metric 1");
  assert.deepEqual(shares(host), ["2 eth1 255", "10 eth1 255"]);
  await host.assign();
  assert.deepEqual(shares(host), []);
});

test("without the rules that lead there, nobody carries anything", async () => {
  const host = new BalancedHost(LINES);
  host.refuses = (text) =>
    text.startsWith("rule add from all lookup 900") ? { code: "EPERM", text: undefined } : undefined;
  await host.assign(...CONFIG);
  assert.deepEqual(shares(host), []);
});

const troubles = (host: BalancedHost, config: readonly string[]) => [
  ...balanceTroubles(uplinksOf(host, config), host.view),
];

test("a table that others use is a trouble, of the family that they use it for", () => {
  const host = new BalancedHost([...LINES, "route -6 default dev eth1 table 900"]);
  assert.deepEqual(troubles(host, CONFIG), [
    {
      table: 900,
      code: "table-shared",
      text: "IPv6 is not balanced: table 900 holds routes that are not ours: ip -6 route show table 900",
    },
  ]);
  assert.deepEqual(troubles(host, CONFIG.slice(1)), []);
});

test("an uplink with the wrong source, and one behind the rules of balance, are troubles of the uplink", () => {
  const host = new BalancedHost([
    ...LINES,
    "address 203.0.113.5/32 dev eth0",
    "route default via 192.0.2.1 dev eth0 src 203.0.113.5",
  ]);
  const config = [
    "balance priority 31000",
    "eth0 table 1001 weight 3",
    "eth1 table 30999",
    "eth2 table 40000",
    "eth3 table 30998",
  ];
  assert.deepEqual(
    troubles(host, config).map(({ table, code }) => `${table} ${code}`),
    ["1001 not-balanced", "30999 behind-main"],
  );
});
