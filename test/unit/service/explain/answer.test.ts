// What the kernel is asked, and how its answers are put together.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Asked, askKernel } from "../../../../service/explain/answer.ts";
import type { Failure, Request } from "../../../../service/netlink/requests.ts";
import * as k from "../../../../service/netlink/uapi.ts";
import { routeLine } from "../../../../service/view/text.ts";
import { addressBytes } from "../view/from-text/address.ts";
import { routePayload } from "../view/from-text/route.ts";
import { indexIn } from "../view/from-text/state.ts";
import { ruleAdded } from "../view/rule-lines.ts";
import { laptop, packetIn } from "./world.ts";

const view = laptop();
const NO_WAY: Failure = { code: "EHOSTUNREACH", text: undefined };

/** Answers one look-up after the other: routes as text, or refusals. */
class FakeKernel implements Asked {
  readonly asked: Request[] = [];
  rules: readonly string[] = [];
  #answers: (string | Failure)[];

  constructor(...answers: (string | Failure)[]) {
    this.#answers = answers;
  }

  async ask(request: Request, handler: Parameters<Asked["ask"]>[1]): Promise<Failure | undefined> {
    this.asked.push(request);
    const answer = this.#answers.shift() ?? NO_WAY;
    if (typeof answer !== "string") return answer;
    const b = Buffer.from(answer, "latin1");
    if (b.length > 0) handler(k.RTM_NEWROUTE, b, 0, b.length);
    return undefined;
  }

  async list(_request: Request, begin: Parameters<Asked["list"]>[1]): Promise<boolean> {
    // The first try is interrupted: what it told does not count.
    for (const rules of [["iif lo lookup 7 priority 1007"], this.rules]) {
      const handler = begin();
      for (const rule of rules) {
        const b = Buffer.from(ruleAdded(rule), "latin1");
        handler(k.RTM_NEWRULE, b, 0, b.length);
      }
    }
    return true;
  }
}

const route = (line: string): string => routePayload(line, indexIn(view));
const SOURCE = (address: string): string => `\x08\0\x07\0${addressBytes(address)}`;
const DEFAULT = route("default via 10.1.0.1 dev eth0");

test("all rules, the route, and what the packet makes of it", async () => {
  const kernel = new FakeKernel(DEFAULT, DEFAULT);
  kernel.rules = ["to 203.0.113.9 lookup 7 priority 1003"];
  const { rules, outcome } = await askKernel(kernel, packetIn(view, "10.1.0.2 203.0.113.1"));
  assert.deepEqual(rules, [ruleAdded("to 203.0.113.9 lookup 7 priority 1003")]);
  assert.ok(outcome.code === undefined);
  assert.deepEqual([outcome.table, outcome.way.ifindex, outcome.later], [254, 2, undefined]);
  assert.equal(kernel.asked.length, 2);
});

test("of an unbound packet it is asked as well what follows with the source that was chosen", async () => {
  const other = route("default via 10.2.0.1 dev eth1 table 2000");
  const kernel = new FakeKernel(DEFAULT, DEFAULT + SOURCE("10.2.0.2"), other);
  const { outcome } = await askKernel(kernel, packetIn(view, "- 203.0.113.1"));
  assert.ok(outcome.code === undefined);
  assert.deepEqual([outcome.way.source, outcome.later?.ifindex], [addressBytes("10.2.0.2"), 3]);
  assert.ok(kernel.asked[2]?.payload.includes(addressBytes("10.2.0.2")));
  const refused = new FakeKernel(DEFAULT, DEFAULT + SOURCE("10.2.0.2"), NO_WAY);
  const { outcome: again } = await askKernel(refused, packetIn(view, "- 203.0.113.1"));
  assert.ok(again.code === undefined && again.later === undefined);
});

test("a refusal of either question is the outcome, and an answer without a route is one", async () => {
  for (const kernel of [new FakeKernel(NO_WAY), new FakeKernel(DEFAULT, NO_WAY)]) {
    assert.equal((await askKernel(kernel, packetIn(view, "- 203.0.113.1"))).outcome, NO_WAY);
  }
  const { outcome } = await askKernel(new FakeKernel("", ""), packetIn(view, "- 203.0.113.1"));
  assert.equal(outcome.code, "ENOMSG");
});

/** Where a kernel puts a route, told with this type. */
async function corrected(line: string, type?: number): Promise<string> {
  const told = route(line);
  const payload = type === undefined ? told : told.slice(0, 7) + String.fromCharCode(type) + told.slice(8);
  const { outcome } = await askKernel(new FakeKernel(payload, payload), packetIn(view, "- 203.0.113.1"));
  assert.ok(outcome.code === undefined);
  const name = (ifindex: number) => view.links.get(ifindex)?.name ?? "";
  return `${outcome.table}: ${routeLine(outcome.route, view.legs(outcome.route), name)}`;
}

test("local routes that an IPv4 without rules of others keeps in main are the local table's", async () => {
  assert.match(await corrected("local 10.1.0.2 dev eth0 proto 2"), /^255: local 10\.1\.0\.2/);
  assert.match(await corrected("broadcast 10.1.0.255 dev eth0 proto 2"), /^255: broadcast 10\.1\.0\.255/);
});

test("a route that a packet to many took is none of that type", async () => {
  assert.equal(await corrected("default via 10.1.0.1 dev eth0", k.RTN_MULTICAST), "254: default via 10.1.0.1 dev eth0");
  assert.equal(await corrected("default via 10.1.0.1 dev eth0", k.RTN_BROADCAST), "254: default via 10.1.0.1 dev eth0");
  assert.match(await corrected("-6 multicast ff00::/8 dev eth0 table 255"), /^255: multicast ff00::\/8/);
});
