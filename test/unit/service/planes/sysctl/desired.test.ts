// What a sysctl is to be of which several planes wish something.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Wish, WishesSysctls } from "../../../../../service/planes/plane.ts";
import { desiredValue, wishesOf } from "../../../../../service/planes/sysctl/desired.ts";
import { joinUplinks } from "../../../../../service/planes/uplinks.ts";
import { hostSysctl } from "../../../../../service/view/sysctl.ts";
import { View } from "../../../../../service/view/view.ts";

const CASES: readonly (readonly [was: string, wishes: readonly Wish[], expected: string])[] = [
  ["7", [], "7"],
  ["0", [{ exactly: 1 }], "1"],
  ["2", [{ exactly: 1 }], "1"],
  ["1", [{ exactly: 1 }], "1"],
  ["0", [{ exactly: 1 }, { exactly: 2 }], "2"],
  ["0", [{ atLeast: 1 }], "1"],
  ["3", [{ atLeast: 1 }], "3"],
  ["-1", [{ atLeast: 0 }], "0"],
  ["0", [{ atLeast: 1 }, { atLeast: 4 }], "4"],
  ["2", [{ atLeast: 1 }, { atLeast: 4 }], "4"],
  ["0", [{ oneOf: [1, 2, 8] }], "1"],
  ["2", [{ oneOf: [1, 2, 8] }], "2"],
  ["8", [{ oneOf: [1, 2, 8] }], "8"],
  ["3", [{ oneOf: [1, 2, 8] }], "1"],
  ["5", [{ exactly: 1 }, { atLeast: 2 }], "1"],
  ["5", [{ oneOf: [1, 2] }, { atLeast: 2 }], "1"],
  ["2", [{ oneOf: [1, 2] }, { atLeast: 2 }], "2"],
  ["2", [{ exactly: 0 }, { oneOf: [1, 2] }], "0"],
];

for (const [was, wishes, expected] of CASES) {
  test(`${was} with ${wishes.map((wish) => JSON.stringify(wish)).join(" and ") || "no wish"} becomes ${expected}`, () => {
    assert.equal(desiredValue(wishes, was), expected);
    assert.equal(desiredValue([...wishes].reverse(), was), expected);
  });
}

test("what has become as wished stays so", () => {
  const value = fc.integer({ min: 0, max: 9 });
  // Two that wish one of other values each can have no value that both are content with.
  const wishesOfOneChoice = fc.tuple(value, value, value).chain((choice): fc.Arbitrary<Wish[]> => {
    const wish: fc.Arbitrary<Wish> = fc.oneof(
      fc.record({ exactly: value }),
      fc.record({ atLeast: value }),
      fc.constant({ oneOf: choice }),
    );
    return fc.array(wish, { maxLength: 4 });
  });
  fc.assert(
    fc.property(wishesOfOneChoice, value, (wishes, was) => {
      const once = desiredValue(wishes, String(was));
      assert.equal(desiredValue(wishes, once), once);
    }),
    { numRuns: 2000 },
  );
});

test("what is only looked at is known, and wished nothing of", () => {
  const key = hostSysctl("net/ipv4/ip_forward");
  const other = hostSysctl("net/ipv4/tcp_ecn");
  const looks: WishesSysctls = { sysctls: () => [{ key, wish: "look" }] };
  const wants: WishesSysctls = {
    sysctls: () => [
      { key, wish: { exactly: 1 } },
      { key: other, wish: { atLeast: 2 } },
    ],
  };
  const view = new View();
  const uplinks = joinUplinks([], view);
  assert.deepEqual([...wishesOf([looks], uplinks, view)], [[key, []]]);
  for (const planes of [
    [looks, wants],
    [wants, looks],
  ]) {
    assert.deepEqual(
      [...wishesOf(planes, uplinks, view)],
      [
        [key, [{ exactly: 1 }]],
        [other, [{ atLeast: 2 }]],
      ],
    );
  }
});
