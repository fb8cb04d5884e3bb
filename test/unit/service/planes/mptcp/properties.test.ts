// What holds for every host with endpoints of ours and of others, on a model of the kernel.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MPTCP_MAX } from "../../../../../common/numbers.ts";
import { isImplicit, isOurEndpoint } from "../../../../../service/view/endpoint.ts";
import { addressText } from "../../../../../service/view/text.ts";
import { carryOut, endpointLine, endpointsOf } from "./endpoints.ts";
import { type HostText, MptcpHost } from "./host.ts";

const LINKS = [0, 1, 2, 3];
const FLAGS = ["subflow", "signal", "subflow,backup", "subflow,fullmesh", "backup", "signal,subflow", "fullmesh"];
/** Some stand on several links, some are nobody's. */
const ADDRESSES = [...[1, 2, 9, 10, 200].map((n) => `192.0.2.${n}`), "2001:db8::1", "2001:db8::2", "fe80::1"];

const uplink = (at: number) =>
  fc
    .tuple(fc.constantFrom(...FLAGS, ""), fc.integer({ min: 1, max: 3 }))
    .map(
      ([flags, priority]) => `eth${at} table ${1000 + at} priority ${priority}${flags === "" ? "" : ` mptcp ${flags}`}`,
    );
const address = fc
  .tuple(fc.constantFrom(...ADDRESSES), fc.constantFrom(...LINKS), fc.constantFrom("", "", " tentative"))
  .map(([local, at, how]) => `address ${local}/${local.includes(":") ? `64 dev eth${at}${how}` : `24 dev eth${at}`}`);
const endpoint = fc
  .tuple(
    fc.constantFrom("", "ours "),
    fc.constantFrom(...ADDRESSES, "198.51.100.1", "198.51.100.2", "198.51.100.3", "2001:db8::3"),
    fc.constantFrom("", ...LINKS.map((at) => ` dev eth${at}`)),
    fc.constantFrom(
      "subflow",
      "signal",
      "signal subflow",
      "subflow backup",
      "fullmesh",
      "",
      "port 80 signal",
      "implicit",
    ),
  )
  // What the kernel made itself is nobody's.
  .map(([whose, local, dev, flags]) => ({ whose: flags === "implicit" ? "" : whose, local, rest: `${dev} ${flags}` }));
/** The kernel takes eight, and an address once, or once more with a port. */
const endpoints = fc
  .uniqueArray(endpoint, { maxLength: MPTCP_MAX, selector: ({ local }) => local })
  .map((all) => all.map(({ whose, local, rest }, at) => `endpoint ${whose}${local} id ${at * 3 + 1}${rest}`));

const world: fc.Arbitrary<HostText> = fc
  .tuple(
    ...LINKS.map(uplink),
    fc.uniqueArray(address, { maxLength: 24, selector: (line) => line.replace(" tentative", "") }),
    endpoints,
  )
  .map((parts) => {
    const [theirs, addresses, ...config] = [...parts].reverse();
    const links = LINKS.map((at) => `link eth${at} ${at + 2}`);
    return {
      config: config.reverse().flat(),
      observed: [...links, ...[addresses ?? []].flat(), ...[theirs ?? []].flat()],
    };
  });

const runs = { numRuns: 1000 };

/** What is neither ours nor the kernel's own. */
const notOurs = ({ view }: MptcpHost): string[] =>
  [...(view.endpoints?.values() ?? [])]
    .filter((each) => !isOurEndpoint(each, view) && !isImplicit(each))
    .map(endpointLine)
    .sort();

/** Where the kernel's own made room by becoming ours, there may be room for one more. */
function settle(host: MptcpHost, assignments = host.assignments): void {
  for (let round = 0; round < 3; round++) assert.deepEqual(carryOut(host.plan(assignments), host.view), []);
}

test("a plan carried out leaves nothing to do, and the kernel refuses nothing of it", () => {
  fc.assert(
    fc.property(world, (text) => {
      const host = new MptcpHost(text);
      settle(host);
      assert.deepEqual(host.planned(), []);
      assert.deepEqual(
        [...host.view.kept.endpoints.keys()].map(addressText).sort(),
        [...host.choice().taken.keys()].map(addressText).sort(),
      );
    }),
    runs,
  );
});

test("others' endpoints never change, whatever is wanted and whenever it is not wanted any more", () => {
  fc.assert(
    fc.property(world, (text) => {
      const host = new MptcpHost(text);
      const before = notOurs(host);
      settle(host);
      assert.deepEqual(notOurs(host), before);
      settle(host, []);
      assert.deepEqual(notOurs(host), before);
      assert.equal(host.view.kept.endpoints.size, 0);
      assert.deepEqual(host.view.limits, { subflows: 2, addAddrAccepted: 0 });
    }),
    runs,
  );
});

test("never more than the kernel takes, and no uplink has a turn before all had theirs", () => {
  fc.assert(
    fc.property(world, (text) => {
      const host = new MptcpHost(text);
      const { taken, leftOut, theirs } = host.choice();
      const others = [...(host.view.endpoints?.values() ?? [])].filter((each) => !isOurEndpoint(each, host.view));
      assert.ok(taken.size <= Math.max(0, MPTCP_MAX - others.length));
      const late = leftOut.filter(({ address }) => !taken.has(address));
      if (late.length > 0) assert.equal(taken.size + others.length, MPTCP_MAX);
      /** The turn of an address: how many of its uplink's stand before it. */
      const turns = new Map<string, number>();
      for (const each of host.uplinks.all) {
        const its = [
          ...[...taken].flatMap(([local, whose]) => (whose.table === each.table ? [local] : [])),
          ...[...leftOut].flatMap(({ uplink, address }) => (uplink.table === each.table ? [address] : [])),
          ...[...theirs].flatMap(({ uplink, endpoint }) => (uplink.table === each.table ? [endpoint.address] : [])),
        ].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
        for (const [turn, local] of its.entries()) turns.set(`${each.table} ${local}`, turn);
      }
      const last = Math.max(-1, ...[...taken].map(([local, { table }]) => turns.get(`${table} ${local}`) ?? 99));
      for (const { uplink, address: local } of late) assert.ok((turns.get(`${uplink.table} ${local}`) ?? -1) >= last);
    }),
    runs,
  );
});

test("the order of what is configured and heard makes no difference", () => {
  const shuffled = <T>(some: readonly T[]) => fc.shuffledSubarray([...some], { minLength: some.length });
  const orders = world.chain((text) => fc.tuple(fc.constant(text), shuffled(text.config), shuffled(text.observed)));
  fc.assert(
    fc.property(orders, ([text, config, observed]) => {
      const [first, second] = [new MptcpHost(text), new MptcpHost({ config, observed: linksFirst(observed) })];
      assert.deepEqual(second.taken(), first.taken());
      for (const host of [first, second]) settle(host);
      assert.deepEqual(endpointsOf(second.view), endpointsOf(first.view));
    }),
    runs,
  );
});

const linksFirst = (lines: readonly string[]): string[] =>
  [...lines].sort((a, b) => Number(b.startsWith("link")) - Number(a.startsWith("link")));
