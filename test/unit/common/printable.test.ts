import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { printable, quoted } from "../../../common/printable.ts";

test("control characters, line separators and direction overrides become escapes", () => {
  assert.equal(printable("eth0\n\u001b[31mred\u007f\u2028\u202e"), "eth0\\x0a\\x1b[31mred\\x7f\\u2028\\u202e");
  assert.equal(printable("wlan0 – Übung"), "wlan0 – Übung");
});

test("quoted text is one short line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      const line = quoted(text);
      assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029]/u);
      assert.ok(line.length < 700);
    }),
  );
});
