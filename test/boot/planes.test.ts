// The strong end system, balance, the gateway and MPTCP under the unit as it is installed: what it may not touch
// otherwise it may touch here, and gives back.
import assert from "node:assert/strict";
import { eventually, rules } from "../kernel/lab/index.ts";
import { bootLeased, type Machine, machine, unit } from "./lab/index.ts";

const EVERYTHING = `
[[uplink]]
interface = "u1"
table = 1000
strict = true
weight = 1
mptcp = ["subflow"]
[[uplink]]
interface = "u2"
table = 2000
weight = 3
mptcp = ["subflow"]
[balance]
enabled = true
[gateway]
enabled = true
inside = ["lan0"]
`;

/** Changed by the planes above, and what they were in a fresh network namespace. */
const SYSCTLS = [
  "net/ipv4/conf/u1/arp_ignore",
  "net/ipv4/conf/u1/arp_announce",
  "net/ipv4/conf/u1/forwarding",
  "net/ipv4/conf/lan0/forwarding",
  "net/ipv4/fib_multipath_hash_policy",
];

machine(
  "everything at once: done by the packaged unit, again after kill -9, and given back by a stop",
  async (laptop) => {
    await bootLeased(laptop);
    laptop.exec("ip link add dev lan0 type bridge");
    const sysctls = sysctlsOf(laptop);
    const limits = laptop.exec("ip mptcp limits show");
    laptop.write("/etc/multihomed/conf.d/everything.toml", EVERYTHING);
    laptop.install();
    await everything(laptop);

    const analysis = laptop.exec("systemd-analyze security --no-pager multihomed.service");
    const [, exposure] = /Overall exposure level for multihomed\.service: ([0-9.]+)/.exec(analysis) ?? [];
    assert.ok(Number(exposure) <= 2.0, analysis);

    const before = unit(laptop, "MainPID");
    laptop.exec("systemctl kill --kill-whom=main --signal=KILL multihomed");
    laptop.sh("echo 0 >/proc/sys/net/ipv4/conf/u1/arp_ignore");
    laptop.exec("nft delete table inet multihomed");
    laptop.exec("ip mptcp endpoint flush");
    await eventually(() => assert.notEqual(unit(laptop, "MainPID"), before), { timeout: 10_000 });
    await everything(laptop);
    assert.doesNotMatch(laptop.journal("multihomed"), /the kernel refuses/);

    laptop.exec("systemctl stop multihomed");
    assert.deepEqual(sysctlsOf(laptop), sysctls);
    assert.equal(laptop.exec("ip mptcp limits show"), limits);
    assert.equal(laptop.exec("ip mptcp endpoint show"), "");
    assert.doesNotMatch(laptop.exec("nft list tables"), /multihomed/);
    assert.equal(laptop.exec("ip nexthop"), "");
    assert.equal(laptop.exec("ip route show table 900"), "");
    assert.deepEqual([rules(laptop.host, 4), rules(laptop.host, 6)], [[], []]);
  },
);

async function everything(laptop: Machine): Promise<void> {
  await eventually(
    () => {
      assert.deepEqual(sysctlsOf(laptop), ["1", "2", "1", "1", "1"]);
      assert.match(laptop.exec("nft list table inet multihomed"), /snat ip to 10\.2\.0\.2/);
      assert.match(laptop.exec("ip mptcp endpoint show"), /10\.1\.0\.2.*\n.*10\.2\.0\.2/);
      assert.match(laptop.exec("ip route show table 900"), /dev u1 weight 1.*dev u2 weight 3/s);
      assert.match(laptop.exec("ip rule"), /fwmark 0x[0-9a-f]+\/0xff0000 lookup 1000/);
    },
    { timeout: 20_000, interval: 250 },
  );
}

const sysctlsOf = (laptop: Machine): string[] => SYSCTLS.map((path) => laptop.exec(`cat /proc/sys/${path}`).trim());
