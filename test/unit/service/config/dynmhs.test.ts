// DynMHS's KEY=VALUE file, with the liberties that Boost.Program_options takes in reading it.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MultihomedError } from "../../../../common/errors.ts";
import { parseDynmhs } from "../../../../service/config/dynmhs.ts";

function networks(source: string): string[] {
  return parseDynmhs("d.conf", source).uplinks.map((uplink) => `${uplink.interface}:${uplink.table} ${uplink.origin}`);
}

test("several networks, empty ones, comments, quotation marks, white space, carriage returns", () => {
  const source = [
    "# a comment",
    'NETWORK="enp0s8:2000"',
    'NETWORK=""',
    "  NETWORK = enp0s9:3000   # another",
    "",
    "NETWORK=\r",
    'NETWORK1="eth0:1000"\r',
    'NETWORK5="eth1:auto"',
  ].join("\n");
  assert.deepEqual(networks(source), [
    "enp0s8:2000 d.conf:2",
    "enp0s9:3000 d.conf:4",
    "eth0:1000 d.conf:7",
    "eth1:auto d.conf:8",
  ]);
});

test("the keys of logging", () => {
  const { logLevel, logColor, logFile } = parseDynmhs("d", 'LOGLEVEL=3\nLOGCOLOR=OFF\nLOGFILE="/var/log/d.log"');
  assert.deepEqual(
    { logLevel, logColor, logFile },
    { logLevel: "warning", logColor: false, logFile: "/var/log/d.log" },
  );
  assert.deepEqual(parseDynmhs("d", 'LOGFILE=""\n'), { uplinks: [], warnings: [] });
});

test("an empty file says nothing", () => {
  assert.deepEqual(parseDynmhs("d", ""), { uplinks: [], warnings: [] });
});

const KEYS = "LOGLEVEL, LOGCOLOR, LOGFILE, NETWORK, NETWORK1, NETWORK2, NETWORK3, NETWORK4, NETWORK5";
const REFUSED: readonly [source: string, message: string][] = [
  ["\nNETWORK", '2: "NETWORK": expected KEY=VALUE'],
  ["network=eth0:1000", `1: network: unknown key, expected one of ${KEYS}`],
  ['OPTIONS="--interface eno1:1000"', `1: OPTIONS: unknown key, expected one of ${KEYS}`],
  ["[net]\nNETWORK=eth0:1000", `2: net.NETWORK: unknown key, expected one of ${KEYS}`],
  ["LOGLEVEL=1\nLOGLEVEL=2", "2: LOGLEVEL: expected once, but is on line 1 too"],
  ["LOGLEVEL=loud", "1: LOGLEVEL: expected 0 to 5 or one of trace, debug, info, warning, error, fatal"],
  ["LOGCOLOR=maybe", "1: LOGCOLOR: expected on or off"],
  ["NETWORK=eth0", '1: NETWORK: "eth0": expected INTERFACE:TABLE'],
  ["NETWORK=eth0:254", '1: NETWORK: "eth0:254": expected a table from 1 to 4294967295 except 253-255, or auto'],
  // A comment begins even between quotation marks.
  ['NETWORK="eth#0:1000"', '1: NETWORK: "eth": expected INTERFACE:TABLE'],
];
for (const [source, message] of REFUSED) {
  test(`refused: ${source.replaceAll("\n", " ⏎ ")}`, () => {
    const expected = { name: "MultihomedError", code: "configuration", message: `d.conf:${message}` };
    assert.throws(() => parseDynmhs("d.conf", source), expected);
  });
}

test("any text is read or refused in one line", () => {
  const word = fc.constantFrom("NETWORK", "LOGLEVEL", "LOGFILE", "=", '"', "#", "\n", "\r", "[", "]", "eth0:1000", "2");
  const source = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(word).map((words) => words.join("")),
  );
  fc.assert(
    fc.property(source, (text) => {
      try {
        parseDynmhs("d.conf", text);
      } catch (error) {
        assert.ok(error instanceof MultihomedError, String(error));
        assert.match(error.message, /^d\.conf:\d+: [^\p{Cc}\u2028\u2029]+$/u);
      }
    }),
    { numRuns: 1000 },
  );
});
