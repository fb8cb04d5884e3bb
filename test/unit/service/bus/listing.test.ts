// ListRoutes and ListRules of a link: for everybody, as many as the link's properties say, within bounds, in turns.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LINK, PAGE_MAX } from "../../../../common/bus/contract.ts";
import { linkPath } from "../../../../common/bus/object-path.ts";
import { Variant } from "../../../../common/bus/types.ts";
import { getProperty, Served } from "./served.ts";

const OBSERVED = [
  "link eth0 2",
  "link eth1 3",
  "route default via 192.0.2.1 dev eth0 table 1000 proto 77",
  "route unreachable default table 1000 proto 77 metric 4294967295",
  "route 10.0.0.0/8 dev eth0 table 1000 proto 3",
  "route 10.0.0.0/8 dev eth1 table 2000 proto 77",
  "rule from 192.0.2.10 lookup 1000",
  "rule from 192.0.2.10 lookup 1000",
  "rule from 192.0.2.20 lookup 2000",
];
const ASSIGNED = ["eth0 table 1000", "wwan0 table 3000"];
const NOTHING = [0, []];

test("as many as the properties say, and none of what is not assigned", async () => {
  const served = new Served(OBSERVED, ASSIGNED);
  const expected = [
    ["eth0", "Routes", ["default via 192.0.2.1 dev eth0", "unreachable default"]],
    ["eth0", "Rules", ["1000: from 192.0.2.10 lookup 1000", "1000: from 192.0.2.10 lookup 1000"]],
    ["eth1", "Routes", []],
    ["eth1", "Rules", []],
    ["wwan0", "Routes", []],
    ["wwan0", "Rules", []],
  ] as const;
  for (const [name, property, lines] of expected) {
    const { body: [total, texts] = [], signature } = await served.call(list(name, `List${property}`, 0, 10));
    assert.equal(signature, "uas");
    assert.ok(typeof total === "number" && Array.isArray(texts));
    assert.deepEqual(
      texts.map((text) => String(text).replace(/ proto multihomed.*/, "")),
      lines,
    );
    const { body: [told] = [] } = await served.call(getProperty(linkPath(name), LINK.name, property));
    assert.deepEqual(told, new Variant("u", total));
    assert.equal(total, lines.length);
  }
  assert.deepEqual(served.asked, []);
});

test("a limit that is none is refused before anything is done, and so is a link that is not there", async () => {
  const served = new Served(OBSERVED, ASSIGNED);
  for (const member of ["ListRoutes", "ListRules"]) {
    for (const limit of [0, PAGE_MAX + 1, 0xffffffff]) {
      const { error, text } = await served.call(list("eth0", member, 0, limit));
      assert.equal(error, "org.freedesktop.DBus.Error.InvalidArgs");
      assert.equal(text, `limit: expected 1 to 1000, not ${limit}`);
    }
    assert.equal(await served.refusal(list("eth7", member, 0, 1)), "UnknownObject");
    const { body: [, texts] = [] } = await served.call(list("eth0", member, 2, PAGE_MAX));
    assert.deepEqual(texts, []);
  }
});

test("one client may wait for four pages, and the others get theirs in between", async () => {
  const served = new Served(OBSERVED, ASSIGNED);
  const serials = Array.from({ length: 5 }, (_, nth) => {
    return served.send(list("eth0", nth % 2 ? "ListRules" : "ListRoutes", 0, 1));
  });
  assert.equal(served.answerTo(serials[4] ?? 0)?.error, "org.freedesktop.DBus.Error.LimitsExceeded");
  const { body: [total] = [] } = await served.call({ ...list("eth0", "ListRules", 0, 1), sender: ":1.99" });
  assert.equal(total, 2);
  const answered = () => serials.slice(0, 4).filter((serial) => served.answerTo(serial) !== undefined).length;
  assert.equal(answered() < 4, true, "it did not wait for all of the first client's");
  for (let nth = 0; nth < 100 && answered() < 4; nth++) await new Promise((resolve) => setImmediate(resolve));
  for (const serial of serials.slice(0, 4)) assert.equal(served.answerTo(serial)?.signature, "uas");
});

test("an interface that is released, or goes, while it waits for its turn has nothing", async () => {
  const served = new Served(OBSERVED, ASSIGNED);
  const [released, gone] = [list("eth0", "ListRoutes", 0, 1), list("wwan0", "ListRules", 0, 1)].map((call) =>
    served.send(call),
  );
  served.assignments = [];
  await served.call(list("eth1", "ListRoutes", 0, 1));
  assert.deepEqual(served.answerTo(released ?? 0)?.body, NOTHING);
  assert.deepEqual(served.answerTo(gone ?? 0)?.body, NOTHING);
});

const list = (name: string, member: string, offset: number, limit: number) => ({
  path: linkPath(name),
  interface: LINK.name,
  member,
  signature: "uu",
  body: [offset, limit],
});
