// Who chose an address, or a destination that main has a way of its own to, is not affected by balance.
import assert from "node:assert/strict";
import { balance, spreads } from "./lab/balance.ts";
import { eventually, exitLink, type Family, type Host, hasRules, lab, rules } from "./lab/index.ts";
import { destination, destinations, type Flow, links, type Spread, spread } from "./lab/spread.ts";

const COUNT = 40;
const both = ["u1", "u2"];
const FAMILIES = [4, 6] as const;
const address = (family: Family, n: number) => (family === 4 ? `10.${n}.0.2` : `fd00:${n}::2`);
let port = 20_000;

/** Uplinks u1 and u2 are spread over; u3 is a link like them that is not assigned. */
async function begun(net: Spread): Promise<void> {
  net.laptop.daemon([], { config: balance([1, 1]) });
  for (const family of FAMILIES) await spreads(net.laptop, family, ["u1 1", "u2 1"]);
}

async function goBy(net: Spread, flows: readonly Flow[]): Promise<string[]> {
  return [...new Set((await links(net, flows)).values())].sort();
}

const unbound = (family: Family) => destinations(family, COUNT, port++);
const bound = (family: Family, n: number) => unbound(family).map((flow) => `${flow} from ${address(family, n)}`);

lab("who is bound to an uplink's address leaves by that uplink", async (lab) => {
  const net = spread(lab, 3);
  await begun(net);
  for (const family of FAMILIES) {
    for (const n of [1, 2]) assert.deepEqual(await goBy(net, bound(family, n)), [`u${n}`]);
    assert.deepEqual(await goBy(net, unbound(family)), both);
  }
});

lab("who is bound to the address of a link that is not assigned keeps to the main table, as before", async (lab) => {
  const net = spread(lab, 3);
  const { laptop } = net;
  await begun(net);
  const exits = (family: Family) =>
    new Set(Array.from({ length: COUNT }, (_, n) => exitLink(laptop, address(family, 3), destination(family, n))));
  for (const family of FAMILIES) {
    // Where main's best default leads, whatever router is there.
    assert.deepEqual(exits(family), new Set(["u1"]));
    laptop.ip(`-${family}`, "route add default via", family === 4 ? "10.3.0.1" : "fd00:3::1", "dev u3 metric 50");
    assert.deepEqual(await goBy(net, bound(family, 3)), ["u3"]);
    assert.deepEqual(await goBy(net, unbound(family)), both);
  }
});

lab(
  "addresses of links that are not assigned come and go, and so do their rules; others' addresses have none",
  async (lab) => {
    const net = spread(lab, 3);
    const { laptop } = net;
    await begun(net);
    const lines = (family: Family, ...more: string[]) => {
      const its = ["31999", "32000", "32001"];
      const found = rules(laptop, family).filter(
        (line) => its.includes(line.split(":")[0] ?? "") && !line.includes("all"),
      );
      assert.deepEqual(found, [`31999: from ${address(family, 3)} lookup 254`, ...more].sort());
    };
    for (const family of FAMILIES) lines(family);
    laptop.ip("addr add 10.99.0.1/24 dev u3");
    laptop.ip("addr add fd99::1/64 dev u3");
    laptop.ip("addr add 203.0.113.99/32 dev lo");
    laptop.ip("addr add 10.1.0.77/24 dev u1");
    await eventually(() => lines(4, "31999: from 10.99.0.1 lookup 254", "31999: from 203.0.113.99 lookup 254"));
    await eventually(() => lines(6, "31999: from fd99::1 lookup 254"));
    laptop.ip("addr delete 10.99.0.1/24 dev u3");
    laptop.ip("addr delete fd99::1/64 dev u3");
    laptop.ip("addr delete 203.0.113.99/32 dev lo");
    for (const family of FAMILIES) await eventually(() => lines(family));
  },
);

lab(
  "halves of a default, as VPNs install them, and every other route of main's win over the spread default",
  async (lab) => {
    const net = spread(lab, 3);
    const { laptop } = net;
    await begun(net);
    laptop.ip("route add 198.18.0.16/28 via 10.3.0.1 dev u3");
    laptop.ip("route add 2001:db8:aaaa::10/124 via fd00:3::1 dev u3");
    for (const family of FAMILIES) {
      const [inside, outside] = [16, 32].map((first) =>
        Array.from({ length: 15 }, (_, n) => `${port} ${destination(family, first + n - (family === 6 ? 1 : 0))}`),
      );
      assert.deepEqual(await goBy(net, inside ?? []), ["u3"]);
      assert.deepEqual(await goBy(net, outside ?? []), both);
    }
    laptop.ip("route delete 198.18.0.16/28");
    laptop.ip("route delete 2001:db8:aaaa::10/124");
    for (const half of ["0.0.0.0/1", "128.0.0.0/1"]) laptop.ip("route add", half, "via 10.3.0.1 dev u3");
    for (const half of ["::/1", "8000::/1"]) laptop.ip("route add", half, "via fd00:3::1 dev u3");
    for (const family of FAMILIES) assert.deepEqual(await goBy(net, unbound(family)), ["u3"]);
    // The uplinks' own programs keep to them.
    for (const family of FAMILIES) assert.deepEqual(await goBy(net, bound(family, 2)), ["u2"]);
  },
);

lab("multicast and broadcast are no connections, and leave as before: by main's best default", async (lab) => {
  const net = spread(lab);
  await begun(net);
  const exit = (to: string) => get(net.laptop, to);
  for (let n = 1; n <= COUNT; n++) assert.equal(exit(`239.1.2.${n}`), "u1");
  assert.equal(exit("255.255.255.255"), "u1");
  assert.deepEqual([...new Set(Array.from({ length: COUNT }, (_, n) => exit(`198.51.100.${n}`)))].sort(), both);
});

lab("without a guard, what an uplink's table has no way for goes by main, as without balance", async (lab) => {
  const net = spread(lab);
  const { laptop } = net;
  const config = balance([1, 1]).replace("table = 1000", "table = 1000\nguard = false");
  laptop.daemon([], { config });
  await spreads(laptop, 4, ["u1 1", "u2 1"]);
  await hasRules(laptop, 4, [
    "1000: from 10.1.0.2 lookup 1000",
    "2000: from 10.2.0.2 lookup 2000",
    "31999: from 10.1.0.2 lookup 254",
    "32000: from all lookup 254 suppress_prefixlength 0",
    "32001: from all lookup 900",
  ]);
  laptop.ip("route delete default dev u1");
  await spreads(laptop, 4, ["u2 1"]);
  assert.equal(exitLink(laptop, "10.1.0.2", destination(4, 1)), "u2");
});

function get(host: Host, to: string): string | undefined {
  return host.json<{ dev?: string }[]>("route get", to)[0]?.dev;
}
