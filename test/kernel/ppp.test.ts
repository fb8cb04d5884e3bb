// Default routes that name only a device, and a peer instead of a subnet, as PPP has them (seeds/004, 4.2.2).
import assert from "node:assert/strict";
import { eventually, exitLink, GUARD, type Host, hasRoutes, hasRules, lab } from "./lab/index.ts";

const FRIENDS4 = ["198.51.100.1", "203.0.113.1"] as const;
const FRIEND6 = "2001:db8:ffff::1";

// The far end of a tun device: somebody who holds it open, so that it has a carrier, and reads what is sent.
// struct ifreq: name, IFF_TUN | IFF_NO_PI; TUNSETIFF (linux/if_tun.h).
const READER = `
  open(my $tun, "+<", "/dev/net/tun") or die;
  ioctl($tun, 0x400454ca, pack("a16s", $ARGV[0], 0x1001)) or die;
  1 while sysread($tun, my $packet, 2000);
`;

interface PppLink {
  readonly name: string;
  readonly local4: string;
  readonly peer4: string;
  readonly local6: string;
  readonly metric: number;
}

function pppLink(n: number): PppLink {
  return { name: `ppp${n}`, local4: `10.64.${n}.2`, peer4: `10.64.${n}.1`, local6: `fd00:64:${n}::2`, metric: 100 * n };
}

async function dial(host: Host, { name, local4, peer4, local6, metric }: PppLink): Promise<void> {
  const reader = host.spawn("perl", "-e", READER, name);
  host.lab.onEnd(() => reader.kill("SIGKILL"));
  await eventually(() => host.ip("link show", name));
  host.sysctl(`net.ipv6.conf.${name}.addr_gen_mode`, 1); // no link-local address by chance
  host.ipBatch(`
    link set ${name} up
    addr add ${local4} peer ${peer4}/32 dev ${name}
    addr add ${local6}/128 dev ${name}
    route add default dev ${name} metric ${metric}
  `);
  host.ip("-6 route add default dev", name, "metric", String(metric));
}

function table4({ name, local4, peer4, metric }: PppLink): string[] {
  return [`default dev ${name} scope link metric ${metric}`, `${peer4} dev ${name} scope link src ${local4}`, GUARD];
}

function table6({ name, local6, metric }: PppLink): string[] {
  return [`default dev ${name} metric ${metric}`, `${local6} dev ${name} metric 256`, GUARD];
}

/** Packets that a link has carried out. */
function sent(host: Host, name: string): number {
  const [link] = host.json<{ stats64: { tx: { packets: number } } }[]>("-s link show", name);
  return link?.stats64.tx.packets ?? 0;
}

lab(
  "default routes that are only a device lead each address out of its own",
  async (lab) => {
    const laptop = lab.host("laptop");
    const links = [pppLink(1), pppLink(2)] as const;
    for (const link of links) await dial(laptop, link);
    await laptop.daemon(["-N", "ppp1:1000", "-N", "ppp2:2000"]).converged();

    await hasRules(laptop, 4, ["1000: from 10.64.1.2 lookup 1000", "2000: from 10.64.2.2 lookup 2000"]);
    await hasRules(laptop, 6, ["1000: from fd00:64:1::2 lookup 1000", "2000: from fd00:64:2::2 lookup 2000"]);
    for (const [index, link] of links.entries()) {
      await hasRoutes(laptop, 1000 * (index + 1), 4, table4(link));
      await hasRoutes(laptop, 1000 * (index + 1), 6, table6(link));
      for (const friend of FRIENDS4) {
        assert.equal(exitLink(laptop, link.local4, friend), link.name);
        const before = sent(laptop, link.name);
        await laptop.ping(link.local4, friend);
        assert.equal(sent(laptop, link.name), before + 1);
      }
      const before = sent(laptop, link.name);
      await laptop.ping(link.local6, FRIEND6);
      assert.equal(sent(laptop, link.name), before + 1);
    }

    // Hung up and dialled again, with another address.
    laptop.ip("link set ppp2 down");
    laptop.ip("addr flush dev ppp2");
    await hasRules(laptop, 4, ["1000: from 10.64.1.2 lookup 1000"]);
    laptop.ipBatch(`
      addr add 10.64.9.2 peer 10.64.2.1/32 dev ppp2
      link set ppp2 up
      route add default dev ppp2 metric 200
    `);
    await hasRules(laptop, 4, ["1000: from 10.64.1.2 lookup 1000", "2000: from 10.64.9.2 lookup 2000"]);
    await hasRoutes(laptop, 2000, 4, table4({ ...links[1], local4: "10.64.9.2" }));
    assert.equal(exitLink(laptop, "10.64.9.2", FRIENDS4[1]), "ppp2");
  },
  { programs: ["perl"] },
);
