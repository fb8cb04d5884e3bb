// Listings taken over into the view: what differs, and nothing that was heard of meanwhile.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as k from "../../../../service/netlink/uapi.ts";
import { View } from "../../../../service/view/view.ts";
import { carryOut, stateOf } from "../planes/model-kernel.ts";
import { linkIndex } from "../planes/routing/lines.ts";
import { kernelOf, linesOf, world } from "../planes/routing/worlds.ts";
import { eventOf, hear, Recorder, viewOf } from "../view/from-text/state.ts";
import { listingsOf } from "./fake-kernel.ts";

/** Everything in a view, as lines. */
function all(view: View): string[] {
  const links = [...view.links.values()].map(
    ({ index, name, up, carrier }) => `link ${name} ${index} ${up} ${carrier}`,
  );
  const addresses = [...view.allAddresses()].map((address) => `address ${JSON.stringify(address)}`);
  const nexthops = [...view.nexthops.values()].map((nexthop) => `nexthop ${JSON.stringify(nexthop)}`);
  return [...stateOf(view), ...[...links, ...addresses, ...nexthops].sort()];
}

/** As a kernel can have it: what is told anew is there once, and IPv6 has one route of a key. Other's rules are not kept. */
function asListed(lines: readonly string[]): string[] {
  const last = new Map<string, string>();
  for (const [at, line] of lines.entries()) last.set(slotOf(line, at), line);
  return lines.filter((line, at) => last.get(slotOf(line, at)) === line);
}

function slotOf(line: string, at: number): string {
  if (line.startsWith("rule")) return `${at}`;
  const isIpv6Route = /^route .*(:|-6)/.test(line);
  if (!isIpv6Route) return /^(link \S+|nexthop id \d+)/.exec(line)?.[0] ?? line;
  return [/(default|\S+\/\d+)/, /metric \d+/, /table \d+/].map((part) => part.exec(line)?.[0] ?? "").join(" ");
}

test("whatever the view had, a listing of everything makes it what the kernel has", async () => {
  await fc.assert(
    fc.asyncProperty(world, world, async (before, after) => {
      const view = kernelOf(linesOf(before));
      const lines = asListed(linesOf(after));
      const { listings, changes } = listingsOf(view, lines);
      assert.equal(await listings.everything(), true);
      assert.deepEqual(all(view), all(kernelOf(lines)));
      changes.length = 0;
      await listings.everything();
      assert.deepEqual(changes, [], "a second listing finds no difference");
    }),
    { numRuns: 400 },
  );
});

test("the routes by one link are listed anew, or their table is doubted", async () => {
  const lost = world.chain((host) => fc.tuple(fc.constant(host), fc.subarray([...host.routes])));
  await fc.assert(
    fc.asyncProperty(lost, async ([host, gone]) => {
      const lines = asListed(linesOf(host)).filter((line) => !line.includes("nhid"));
      const view = kernelOf(lines);
      // What a link takes along when it goes down: routes with no other way out.
      const single = (line: string) => /^route .*dev eth0/.test(line) && !line.includes("nexthop");
      const left = lines.filter((line) => !(gone.includes(line) && single(line)));
      const { listings, unsureOf } = listingsOf(view, left);
      await listings.link(2);
      // Of routes with one key by several links, a listing by one link does not tell the order.
      const inAnyOrder = (of: View) => all(of).map((line) => line.replace(/ \(number \d+\)/, ""));
      if (unsureOf.length === 0) assert.deepEqual(inAnyOrder(view).sort(), inAnyOrder(kernelOf(left)).sort());
    }),
    { numRuns: 800 },
  );
});

test("the first listing tells of everything", async () => {
  const lines = [
    "link eth0 2",
    "address 192.0.2.10/24 dev eth0",
    "nexthop id 1 dev eth0",
    "route default dev eth0",
    "rule from 192.0.2.10 lookup 7",
  ];
  const { listings, changes } = listingsOf(new View(), lines);
  await listings.everything();
  assert.deepEqual(
    changes.map(({ kind }) => kind),
    ["link", "address", "nexthop", "rule", "route"],
  );
});

test("a link that changed or went may have lost routes without a word", async () => {
  const view = viewOf(["link eth0 2", "link eth1 3", "link tun0 4"]);
  const { listings, changes } = listingsOf(view, ["link eth0 2 down", "link eth1 3", "link tun1 5"]);
  await listings.everything();
  assert.deepEqual(changes, [
    { kind: "link", index: 2, names: ["eth0", "eth0"], lossy: true },
    { kind: "link", index: 4, names: ["tun0"], lossy: true },
    { kind: "link", index: 5, names: ["tun1"], lossy: false },
  ]);
});

test("what is heard of while a listing is made is not overruled by it", async () => {
  const lines = [
    "link eth0 2",
    "address 192.0.2.10/24 dev eth0",
    "nexthop id 1 dev eth0",
    "route default via 192.0.2.1 dev eth0",
    "rule from 192.0.2.10 lookup 7",
  ];
  // Each went after the kernel had listed it; the notification was read before the listing's end.
  for (const line of lines) {
    const view = viewOf(lines);
    const { kernel, listings } = listingsOf(view, lines);
    const recorder = new Recorder();
    let once = true;
    const kind = eventOf(line, linkIndex).type;
    kernel.meanwhile = () => {
      if (!once || kernel.asked.at(-1)?.type !== kind + 2) return;
      once = false;
      hear(view, eventOf(`gone ${line}`, linkIndex), recorder);
      for (const change of recorder.changes) listings.hear(change);
    };
    await listings.everything();
    assert.equal(once, false);
    assert.ok(!all(view).join().includes(wordOf(line)), line);
  }
});

/** What shows in a view that has the object of a line. */
const wordOf = (line: string): string =>
  line.startsWith("address")
    ? "address"
    : line.startsWith("nexthop")
      ? "nexthop"
      : line.startsWith("link")
        ? "link eth0"
        : line.startsWith("rule")
          ? "rule"
          : "via";

test("an operation of ours that is carried out meanwhile is not overruled either", async () => {
  const ours = "route default via 192.0.2.1 dev eth0 table 1000 proto 77";
  const view = kernelOf(["link eth0 2", ours]);
  const { kernel, listings } = listingsOf(view, ["link eth0 2", ours]);
  const [route = ""] = view.table(k.AF_INET, 1000).get([...view.table(k.AF_INET, 1000).keys()][0] ?? assert.fail());
  const key = [...view.table(k.AF_INET, 1000).keys()][0] ?? assert.fail();
  kernel.meanwhile = () => {
    carryOut(
      [{ kind: "route", verb: "delete", family: k.AF_INET, table: 1000, key, route: route || assert.fail() }],
      view,
    );
    listings.hear({ kind: "route", table: 1000, key, lost: false });
  };
  await listings.table(k.AF_INET, 1000);
  assert.deepEqual(stateOf(view), []);
});

test("what an interrupted listing told is void", async () => {
  const lines = ["link eth0 2", "route 10.0.0.0/8 dev eth0", "route 10.1.0.0/16 dev eth0"];
  const view = viewOf(lines);
  const { kernel, listings, changes } = listingsOf(view, lines);
  kernel.interrupted = 3;
  assert.equal(await listings.table(k.AF_INET, 254), true);
  assert.deepEqual(changes, []);
});

test("an inconsistent listing is said to be one", async () => {
  const { kernel, listings } = listingsOf(new View(), ["link eth0 2"]);
  kernel.consistent = false;
  assert.equal(await listings.everything(), false);
  assert.equal(await listings.nexthops(), false);
});

test("a listing that fails leaves the next its turn", async () => {
  const view = new View();
  const { kernel, listings } = listingsOf(view, ["link eth0 2"]);
  kernel.refusals.push("EPERM");
  const [first, second] = await Promise.allSettled([listings.everything(), listings.everything()]);
  assert.equal(first.status, "rejected");
  assert.deepEqual(second, { status: "fulfilled", value: true });
  assert.equal(view.links.size, 1);
});

test("a table that was never used and a link that is gone have no routes", async () => {
  const view = kernelOf(["link eth0 2", "route default dev eth0 table 1000", "route 10.0.0.0/8 dev eth0"]);
  const { kernel, listings } = listingsOf(view, []);
  kernel.refusals.push("ENOENT");
  await listings.table(k.AF_INET, 1000);
  assert.equal(view.table(k.AF_INET, 1000).size, 0);
  kernel.refusals.push("ENODEV", "ENODEV");
  await listings.link(2);
  assert.deepEqual(stateOf(view), []);
  kernel.refusals.push("ENOENT");
  await assert.rejects(listings.link(2), { code: "kernel" });
});

test("a route that has expired but lingers in the kernel is as good as gone", async () => {
  const view = viewOf(["link eth0 2"]);
  const { listings } = listingsOf(view, [
    "route -6 default via fe80::1 dev eth0 expires -3",
    "route 2001:db8::/64 dev eth0 expires 3",
  ]);
  await listings.table(k.AF_INET6, 254);
  assert.equal(stateOf(view).length, 1);
});

test("what was heard of during one listing does not bind the next", async () => {
  const line = "route 10.0.0.0/8 dev eth0";
  const view = viewOf(["link eth0 2", line]);
  const { kernel, listings } = listingsOf(view, [line]);
  const [key = assert.fail()] = view.table(k.AF_INET, 254).keys();
  kernel.meanwhile = () => listings.hear({ kind: "route", table: 254, key, lost: false });
  await listings.table(k.AF_INET, 254);
  kernel.meanwhile = () => {};
  kernel.lines = [];
  await listings.table(k.AF_INET, 254);
  assert.deepEqual(stateOf(view), []);
});
