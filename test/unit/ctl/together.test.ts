// Balance and gateway in words.
import assert from "node:assert/strict";
import { test } from "node:test";
import { renderTogether } from "../../../ctl/render/together.ts";
import { SERVICE } from "./links.ts";

const balance = { table: 900, priority: 32000, hash: "flow" };

test("nothing is said of what is not in force", () => {
  assert.deepEqual(renderTogether(SERVICE), []);
});

test("shares are percentages of each family", () => {
  const shares = [
    { family: 4, interface: "u1", weight: 1 },
    { family: 4, interface: "u2", weight: 3 },
    { family: 6, interface: "u2", weight: 3 },
  ] as const;
  assert.deepEqual(renderTogether({ ...SERVICE, balance: { ...balance, shares } }), [
    "balance: IPv4 u1 25 %, u2 75 %; IPv6 u2 100 % (by flow)",
  ]);
});

test("balance without a way out says so", () => {
  assert.deepEqual(renderTogether({ ...SERVICE, balance: { ...balance, shares: [] } }), [
    "balance: no uplink with a weight has a way out (by flow)",
  ]);
});

test("the gateway names its links, whatever their names", () => {
  const gateway = { inside: ["br0", "x\u001b[31m"], markMask: 0xff0000, translateIpv6: true };
  const [line = ""] = renderTogether({ ...SERVICE, gateway });
  assert.match(line, /^gateway: forwards what comes from br0 x.*, and translates IPv6 too$/);
  assert.ok(!line.includes("\u001b"));
});
