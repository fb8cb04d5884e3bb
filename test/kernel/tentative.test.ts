// Duplicate address detection: the kernel refuses a preferred source that is still tentative (KERNEL.md).
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually, type Host, hasRules, type Lab, lab, routes } from "./lab/index.ts";

const DESTINATION = "2001:db8:7::/48";
const DETECTION = { timeout: 8000, interval: 10 }; // three probes, a second each, after up to a second
/** From the end of the detection until the copy is there: an event, not an audit or a long retry. */
const REACTION = 1000;

function host(lab: Lab): Host {
  const laptop = lab.host("laptop", { dad: true });
  const far = lab.host("far", { dad: true });
  for (const link of ["u1", "u2"]) {
    lab.veth(laptop, link, far, `far-${link}`);
    laptop.sysctl(`net.ipv6.conf.${link}.dad_transmits`, 3);
    laptop.sysctl(`net.ipv6.conf.${link}.keep_addr_on_down`, 1);
  }
  return laptop;
}

function tentative(host: Host): string[] {
  const links = host.json<{ addr_info: { local: string; tentative?: boolean }[] }[]>("-6 addr show");
  return links.flatMap((link) => link.addr_info.filter((a) => a.tentative === true).map((a) => a.local));
}

async function detected(laptop: Host): Promise<void> {
  await eventually(() => assert.deepEqual(tentative(laptop), []), DETECTION);
}

function copies(laptop: Host, table: number): string[] {
  return routes(laptop, table, 6).filter((route) => route.startsWith(DESTINATION));
}

lab("a route is copied that prefers an address as soon as its detection has ended", async (lab) => {
  const laptop = host(lab);
  await detected(laptop);
  await laptop.daemon(["-N", "u1:1000", "-N", "u2:2000"]).converged();

  laptop.ip("addr add fd00:1::2/64 dev u1");
  assert.deepEqual(tentative(laptop), ["fd00:1::2"]);
  const route = `-6 route add ${DESTINATION} via fe80::1 dev u1 src fd00:1::2`;
  assert.throws(() => laptop.ip(route));
  // In the same moment, so that the daemon may hear of the route before it has looked at the address.
  await eventually(() => laptop.ip(route), { ...DETECTION, interval: 1 });
  const copy = [`${DESTINATION} via fe80::1 dev u1 src fd00:1::2 metric 1024`];
  await eventually(() => assert.deepEqual(copies(laptop, 1000), copy), { timeout: REACTION });
  await hasRules(laptop, 6, ["1000: from fd00:1::2 lookup 1000"]);
});

lab("a route that the kernel refuses during detection is copied when that ends", async (lab) => {
  const laptop = host(lab);
  laptop.ip("addr add fd00:1::2/64 dev u1");
  laptop.ip("addr add fd00:2::2/64 dev u2");
  await detected(laptop);
  // It leaves by u2 and so outlives u1's going down; its source is tentative again when u1 comes back.
  laptop.ip(`-6 route add ${DESTINATION} via fe80::1 dev u2 src fd00:1::2`);
  laptop.ip("link set u1 down");
  laptop.ip("link set u1 up");
  await eventually(() => assert.ok(tentative(laptop).includes("fd00:1::2")), { timeout: 1000, interval: 1 });
  const [kept] = routes(laptop, "main", 6).filter((route) => route.startsWith(DESTINATION));
  assert.match(kept ?? "", /src fd00:1::2/);

  const daemon = laptop.daemon(["-N", "u1:1000", "-N", "u2:2000"]);
  await hasRules(laptop, 6, ["1000: from fd00:1::2 lookup 1000", "2000: from fd00:2::2 lookup 2000"]);
  assert.deepEqual([tentative(laptop).includes("fd00:1::2"), copies(laptop, 2000)], [true, []]);
  await eventually(() => assert.ok(!tentative(laptop).includes("fd00:1::2")), DETECTION);
  const copy = [`${DESTINATION} via fe80::1 dev u2 src fd00:1::2 metric 1024`];
  await eventually(() => assert.deepEqual(copies(laptop, 2000), copy), { timeout: REACTION });
  await sleep(100);
  assert.equal(daemon.exit, undefined);
});
