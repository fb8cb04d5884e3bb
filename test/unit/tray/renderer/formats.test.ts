import assert from "node:assert/strict";
import { test } from "node:test";
import { formatsFor } from "../../../../tray/renderer/formats.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

test("rates have two digits that matter, and a unit that fits", () => {
  const { rate } = formatsFor("en-GB");
  const expected: readonly (readonly [bytes: number, text: string])[] = [
    [0, "0 B/s"],
    [1, "1 B/s"],
    [999, "999 B/s"],
    [999.6, "1 kB/s"],
    [1000, "1 kB/s"],
    [1234, "1.2 kB/s"],
    [12_345, "12 kB/s"],
    [999_499, "999 kB/s"],
    [4_200_000, "4.2 MB/s"],
    [12_500_000_000, "13 GB/s"],
    [5e15, "5,000 TB/s"],
    [-3, "0 B/s"],
  ];
  for (const [bytes, text] of expected) assert.equal(plain(rate(bytes)), text, String(bytes));
});

test("German numbers", () => {
  const { rate, number, percent } = formatsFor("de-DE");
  assert.equal(plain(rate(4_200_000)), "4,2 MB/s");
  assert.equal(number(10_000), "10.000");
  assert.equal(plain(percent(0.25)), "25 %");
});

test("a series of texts, as it is said", () => {
  assert.equal(formatsFor("en-GB").series(["eth0", "wlan0", "wwan0"]), "eth0, wlan0 and wwan0");
  assert.equal(formatsFor("de").series(["eth0", "wlan0"]), "eth0 und wlan0");
  assert.equal(formatsFor("en-GB").series([]), "");
});
