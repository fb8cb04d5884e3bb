// Look-ups as a real kernel (Linux 6.18) took and answered them: what was asked for, the route that it found, and what a
// packet made of it. Link 2 is eth0, 3 is eth1.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { decodeWay, type Lookup, routeLookup, wayLookup } from "../../../../service/netlink/lookup.ts";
import { Requests } from "../../../../service/netlink/requests.ts";
import { decodeRoute } from "../../../../service/netlink/route.ts";
import * as k from "../../../../service/netlink/uapi.ts";
import { addressBytes } from "../../../../service/view/address.ts";
import { addressText, routeText } from "../../../../service/view/text.ts";
import { linkName } from "./captures.ts";

interface Captured {
  /** "DESTINATION [from SOURCE] [iif LINK] [mark N]". */
  readonly question: string;
  /** Pairs of a word and what stands behind it. */
  readonly lines: readonly (readonly [string, string])[];
}

const all = readFileSync(new URL("captures/lookups.txt", import.meta.url), "utf8");
const CAPTURED = all
  .trim()
  .split("\n\n")
  .map((block): Captured => {
    const [question = "", ...lines] = block.split("\n");
    const pair = (line: string) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)] as const;
    return { question: question.slice(2), lines: lines.map(pair) };
  });

function lookupOf(question: string): Lookup {
  const words = question.split(" ");
  const after = (word: string) => (words.includes(word) ? words[words.indexOf(word) + 1] : undefined);
  const [destination = ""] = words;
  const [source, iif] = [after("from"), after("iif")];
  return {
    family: destination.includes(":") ? k.AF_INET6 : k.AF_INET,
    destination: addressBytes(destination),
    source: source === undefined ? undefined : addressBytes(source),
    ifindex: iif === undefined ? undefined : Number(iif.slice(3)) + 2,
    mark: Number(after("mark") ?? 0),
  };
}

function wayText(bytes: Buffer): string {
  const way = decodeWay(bytes, 0, bytes.length);
  assert.ok(way);
  const { table, type, ifindex, gateway, source } = way;
  const words = [`table ${table} type ${type}`];
  if (ifindex !== undefined) words.push(`dev ${linkName(ifindex)}`);
  if (gateway !== undefined) words.push(`via ${addressText(gateway)}`);
  if (source !== undefined) words.push(`src ${addressText(source)}`);
  return words.join(" ");
}

for (const { question, lines } of CAPTURED) {
  test(`asked and answered: ${question}`, () => {
    const asked = lines.find(([word]) => word === "ask")?.[1];
    assert.equal(Buffer.from(routeLookup(lookupOf(question)).payload, "latin1").toString("hex"), asked);
    for (const [at, [word, hex]] of lines.entries()) {
      const bytes = Buffer.from(hex, "hex");
      const text = lines[at + 1]?.[1];
      if (word === "way") assert.equal(wayText(bytes), text);
      if (word !== "route") continue;
      const decoded = decodeRoute(bytes, 0, bytes.length);
      assert.equal(decoded && routeText(decoded.route, decoded.table, linkName), text);
    }
  });
}

test("a route that is told with the link that the packet came by is the same route", () => {
  const routeOf = (wanted: string) => {
    const hex = CAPTURED.find(({ question }) => question === wanted)?.lines.find(([word]) => word === "route")?.[1];
    const bytes = Buffer.from(hex ?? "", "hex");
    return decodeRoute(bytes, 0, bytes.length)?.route;
  };
  assert.ok(routeOf("2001:db8::1"));
  assert.equal(routeOf("2001:db8::1 from fd00:9::2 iif eth1"), routeOf("2001:db8::1"));
});

test("what is no whole message is no way", () => {
  assert.equal(decodeWay(Buffer.alloc(11), 0, 11), undefined);
  const bare = Buffer.alloc(12);
  assert.deepEqual(decodeWay(bare, 0, 12), {
    type: 0,
    table: 0,
    ifindex: undefined,
    gateway: undefined,
    source: undefined,
  });
});

const requests = new Requests({ receiveBuffer: 1 << 20 });
after(() => requests.close());

test("the kernel of this machine answers each question once, or says why not", async () => {
  const loopback: Lookup = {
    family: k.AF_INET,
    destination: "\x7f\0\0\x01",
    source: undefined,
    ifindex: undefined,
    mark: 0,
  };
  const answers: number[] = [];
  const ask = async (lookup: Lookup) =>
    await requests.ask(wayLookup(lookup), (type, b, start, end) => {
      answers.push(type);
      assert.equal(decodeWay(b, start, end)?.type, k.RTN_LOCAL);
    });
  // Questions that are under way together are told apart.
  const outcomes = await Promise.all([
    ask(loopback),
    ask({ ...loopback, ifindex: 0x7ffffff0 }),
    ask(loopback),
    ask({ ...loopback, source: "\xc6\x33\x64\x01" }),
  ]);
  assert.deepEqual(
    outcomes.map((failure) => failure !== undefined),
    [false, true, false, true],
  );
  assert.equal(outcomes[1]?.code, "ENODEV");
  assert.deepEqual(answers, [k.RTM_NEWROUTE, k.RTM_NEWROUTE]);
});
