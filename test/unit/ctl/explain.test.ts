// The way of a packet, as it stands on the screen, and what may be asked.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Explanation, Way } from "../../../common/client/domain.ts";
import { parseCommandLine } from "../../../ctl/command-line.ts";
import { renderExplanation } from "../../../ctl/render/explain.ts";
import { coloured, plain } from "../../../ctl/render/paint.ts";
import { packet } from "../../../ctl/values.ts";

const asked = (line: string) => {
  const { words, options } = parseCommandLine(["explain", ...line.split(" ")]);
  return packet(words, options);
};

const WAY: Way = {
  rule: "2000: from 10.2.0.2 lookup 2000",
  table: 2000,
  uplink: "eth1",
  route: "default via 10.2.0.1 dev eth1 metric 200",
  interface: "eth1",
  gateway: "10.2.0.1",
};

const render = (line: string, explanation: Explanation) => renderExplanation(asked(line), explanation, plain);

test("as intended", () => {
  assert.deepEqual(render("10.2.0.2 203.0.113.1", { kernel: WAY, intended: WAY, differences: [] }), [
    "from 10.2.0.2 to 203.0.113.1",
    "  rule       2000: from 10.2.0.2 lookup 2000           as intended",
    "  table      2000                                      as intended",
    "  route      default via 10.2.0.1 dev eth1 metric 200  as intended",
    "  interface  eth1                                      as intended",
    "  gateway    10.2.0.1                                  as intended",
    "  uplink     eth1                                      as intended",
    "as intended",
  ]);
});

test("where it differs, both are there, and why", () => {
  const kernel: Way = {
    rule: "100: from all lookup 7",
    table: 7,
    uplink: "eth0",
    route: "default via 10.1.0.1 dev eth0",
    interface: "eth0",
    gateway: "10.1.0.1",
    note: "some such packets may go another way",
  };
  const differences = [
    { key: "rule", text: "100: from all lookup 7 goes first, and is not of this service" },
    { key: "table", text: "7 instead of 2000 (uplink eth1)" },
    { key: "gateway", text: "10.1.0.1 instead of 10.2.0.1" },
  ];
  assert.deepEqual(render("10.2.0.2 203.0.113.1 --mark 0X10", { kernel, intended: WAY, differences }), [
    "from 10.2.0.2 to 203.0.113.1, mark 0x10",
    "  rule       100: from all lookup 7         intended: 2000: from 10.2.0.2 lookup 2000",
    "  table      7                              intended: 2000",
    "  route      default via 10.1.0.1 dev eth0  as intended",
    "  interface  eth0                           as intended",
    "  gateway    10.1.0.1                       intended: 10.2.0.1",
    "  uplink     eth0",
    "  note: some such packets may go another way",
    "not as intended (rule, table, gateway): 100: from all lookup 7 goes first, and is not of this service",
  ]);
});

test("unbound: the source that is chosen, and one of several legs", () => {
  const kernel: Way = { table: 254, interface: "eth1", source: "10.2.0.2", shares: "eth0 25 %, eth1 75 %" };
  const intended: Way = { table: 254, interface: "eth0 eth1", shares: "eth0 25 %, eth1 75 %" };
  assert.deepEqual(render("- 203.0.113.1", { kernel, intended, differences: [] }), [
    "from any address of this host to 203.0.113.1",
    "  table      main                  as intended",
    "  interface  eth1                  as intended",
    "  source     10.2.0.2",
    "  shares     eth0 25 %, eth1 75 %  as intended",
    "as intended",
  ]);
});

test("a packet that goes nowhere has the whole way that it is to go", () => {
  const error = "EXDEV: the way back is not by br0";
  const differences = [{ key: "error", text: "the kernel refuses it, where it is to go by eth1" }];
  const lines = render("10.2.0.9 203.0.113.1 --iif br0", { kernel: { error }, intended: WAY, differences });
  assert.deepEqual(lines.slice(0, 3), [
    "from 10.2.0.9 to 203.0.113.1, arriving by br0",
    "  error      EXDEV: the way back is not by br0  intended: none",
    "  rule       -                                  intended: 2000: from 10.2.0.2 lookup 2000",
  ]);
  assert.equal(lines.length, 9);
  const same = render("10.2.0.2 203.0.113.1", { kernel: { error }, intended: { error }, differences: [] });
  assert.deepEqual(same.slice(1), [`  error  ${error}  as intended`, "as intended"]);
});

test("colours change no column, and nothing from outside reaches the terminal as it is", () => {
  const evil = "\u001b[2J\n";
  const way: Way = { rule: evil, interface: evil, error: evil, note: evil, uplink: evil };
  const explanation = {
    kernel: way,
    intended: { ...way, rule: "x" },
    differences: [
      { key: evil, text: evil },
      { key: "rule", text: evil },
    ],
  };
  const lines = render("- 203.0.113.1", explanation);
  for (const line of lines) assert.doesNotMatch(line, /\p{Cc}/u);
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9]+m`, "g");
  const painted = renderExplanation(asked("- 203.0.113.1"), explanation, coloured).join("\n");
  assert.match(painted, escapes);
  assert.equal(painted.replace(escapes, "").replace(/ +$/gm, ""), lines.join("\n"));
});

test("what is asked, in the words of the command line", () => {
  assert.deepEqual(asked("- 203.0.113.1"), { destination: "203.0.113.1" });
  assert.deepEqual(asked("fd00::1 2001:db8::1 --mark 16"), { source: "fd00::1", destination: "2001:db8::1", mark: 16 });
  assert.deepEqual(asked("--iif br0 10.0.0.9 203.0.113.1 --mark=0xff0000 --json"), {
    source: "10.0.0.9",
    destination: "203.0.113.1",
    iif: "br0",
    mark: 0xff0000,
  });
});

const REFUSED: Readonly<Record<string, RegExp>> = {
  "10.1.0.2": /^explain: expected explain SOURCE\|- DESTINATION$/,
  "10.1.0 203.0.113.1": /^"10\.1\.0": expected an IPv4 or IPv6 address$/,
  "10.1.0.2 -": /^"-": expected an IPv4 or IPv6 address$/,
  "fe80::1%eth0 fe80::2": /^"fe80::1%eth0": expected an IPv4/,
  "10.1.0.2 ::1": /^"10\.1\.0\.2" and "::1": expected two addresses of one family$/,
  "- 203.0.113.1 --iif eth0": /^--iif: a packet that arrives has a source: expected an address in place of -$/,
  "10.1.0.2 203.0.113.1 --iif a/b": /^"a\/b": expected the name of an interface/,
  "10.1.0.2 203.0.113.1 --mark 0x100000000": /^--mark: "0x100000000": expected a whole number$/,
  "10.1.0.2 203.0.113.1 --mark 4294967296": /^--mark: "4294967296": expected/,
  "10.1.0.2 203.0.113.1 --mark=-1": /^--mark: "-1": expected/,
  "10.1.0.2 203.0.113.1 --weight 1": /^--weight: no option of explain$/,
};

for (const [line, message] of Object.entries(REFUSED)) {
  test(`refused in one line: explain ${line}`, () => assert.throws(() => asked(line), { code: "usage", message }));
}
