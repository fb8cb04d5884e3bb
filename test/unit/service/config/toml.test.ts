// What our own format says, and each way in which it is refused: file, line, key, what was expected.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MultihomedError } from "../../../../common/errors.ts";
import { parseToml } from "../../../../service/config/toml.ts";

const TABLE = "a table from 1 to 4294967295 except 253-255";
const UPLINK = '[[uplink]]\ninterface = "eth0"\n';

const REFUSED: readonly [source: string, message: string][] = [
  // Not TOML at all.
  ["a =", "1: not valid TOML: Unspecified values are invalid"],
  ['log-level = "info"\nlog-level = "info"', "2: not valid TOML: Defining a key multiple times is invalid"],
  ["[balance]\n[balance]", "2: not valid TOML: Defining a key multiple times is invalid"],
  [`a = ${"[".repeat(100_000)}${"]".repeat(100_000)}`, "1: not valid TOML: too long or nested too deeply"],
  // Unknown keys, at every level.
  ["\nloglevel = 1", "2: loglevel: unknown key, expected one of log-level, on-stop, uplink, balance, gateway"],
  [
    `${UPLINK}tabel = 1`,
    "3: uplink.tabel: unknown key, expected one of interface, table, priority, guard, unassigned-routes, strict, weight, mptcp, gateway",
  ],
  ["[balance]\nx.y = 1", "2: balance.x: unknown key, expected one of enabled, table, priority, hash"],
  ["[gateway]\nout = []", "2: gateway.out: unknown key, expected one of enabled, inside, mark-mask, translate-ipv6"],
  ['"__proto__" = 1', "1: __proto__: unknown key, expected one of log-level, on-stop, uplink, balance, gateway"],
  ['"a\\nb" = 1', "1: a\\x0ab: unknown key, expected one of log-level, on-stop, uplink, balance, gateway"],
  // The whole file.
  ["log-level = 2", '1: log-level: expected "trace", "debug", "info", "warning", "error", "fatal"'],
  ['log-level = "loud"', '1: log-level: expected "trace", "debug", "info", "warning", "error", "fatal"'],
  ["on-stop = true", '1: on-stop: expected "remove", "keep"'],
  ["balance = 1", "1: balance: expected a table"],
  // Uplinks.
  ['[uplink]\ninterface = "eth0"', "1: uplink: expected a table in double brackets, [[uplink]]"],
  ["uplink = [1]", "1: uplink: expected a table"],
  ["\n[[uplink]]\ntable = 1", "2: uplink.interface: expected the name of a link or a pattern"],
  ["[[uplink]]\ninterface = 1", "2: uplink.interface: expected the name of a link or a pattern"],
  ['[[uplink]]\ninterface = ""', '2: uplink.interface: expected the name of a link or a pattern, but "" is empty'],
  [
    '[[uplink]]\ninterface = "eth0:1"',
    '2: uplink.interface: expected the name of a link or a pattern, but "eth0:1" contains a slash, a colon, white space or a control character',
  ],
  [
    '[[uplink]]\ninterface = "eth["',
    '2: uplink.interface: expected the name of a link or a pattern, but "eth[" contains a [ without its ]',
  ],
  ...["0", "-1", "253", "254", "255", "4294967296", "1.5", '"1000"', '"main"', "true", "1979-05-27", "[1]"].map(
    (table): [string, string] => [`${UPLINK}table = ${table}`, `3: uplink.table: expected ${TABLE}, or "auto"`],
  ),
  ['[[uplink]]\ninterface = "eth*"\ntable = 7', "3: uplink.table: expected auto as the table of a pattern"],
  [`${UPLINK}priority = 0`, "3: uplink.priority: expected a whole number from 1 to 4294967295"],
  [`${UPLINK}priority = 4294967296`, "3: uplink.priority: expected a whole number from 1 to 4294967295"],
  [`${UPLINK}priority = 99999999999999999999999`, "3: uplink.priority: expected a whole number from 1 to 4294967295"],
  [`${UPLINK}guard = "yes"`, "3: uplink.guard: expected true or false"],
  [`${UPLINK}unassigned-routes = "some"`, '3: uplink.unassigned-routes: expected "include", "exclude"'],
  [`${UPLINK}strict = 1`, "3: uplink.strict: expected true or false"],
  [`${UPLINK}weight = 0`, "3: uplink.weight: expected a whole number from 1 to 256"],
  [`${UPLINK}weight = 257`, "3: uplink.weight: expected a whole number from 1 to 256"],
  [`${UPLINK}mptcp = "subflow"`, "3: uplink.mptcp: expected a list of endpoint flags"],
  [`${UPLINK}mptcp = ["fullmesh", "signal"]`, "3: uplink.mptcp: expected signal or fullmesh, not both"],
  [`${UPLINK}mptcp = [\n"subflow",\n"flow"]`, '5: uplink.mptcp: expected "signal", "subflow", "backup", "fullmesh"'],
  [`${UPLINK}mptcp = ["backup", "backup"]`, "3: uplink.mptcp: expected each flag once"],
  ...['"10.0.0"', '"10.0.0.1/24"', '"fe80::1%eth0"', '"router"', "1", '""'].map((gateway): [string, string] => [
    `${UPLINK}gateway = ${gateway}`,
    "3: uplink.gateway: expected an IPv4 or IPv6 address",
  ]),
  // The other sections.
  ["[balance]\nenabled = 1", "2: balance.enabled: expected true or false"],
  ["[balance]\ntable = 254", `2: balance.table: expected ${TABLE}`],
  ['[balance]\ntable = "auto"', `2: balance.table: expected ${TABLE}`],
  ["balance = { priority = -1 }", "1: balance.priority: expected a whole number from 2 to 32764"],
  ["[balance]\npriority = 1", "2: balance.priority: expected a whole number from 2 to 32764"],
  ["[balance]\npriority = 32765", "2: balance.priority: expected a whole number from 2 to 32764"],
  ['[balance]\nhash = "random"', '2: balance.hash: expected "flow", "destination"'],
  ['[gateway]\ninside = "br0"', "2: gateway.inside: expected a list of names of links"],
  ['[gateway]\ninside = ["br0", ""]', '2: gateway.inside: expected the name of a link, but "" is empty'],
  ...['"0"', '"0x"', '"0x100000000"', "0", "-1", "4294967296", "true"].map((mask): [string, string] => [
    `[gateway]\nmark-mask = ${mask}`,
    '2: gateway.mark-mask: expected a mask of 32 bits that is not zero, such as "0x00ff0000"',
  ]),
];
for (const [source, message] of REFUSED) {
  test(`refused: ${source.slice(0, 80).replaceAll("\n", " ⏎ ")}`, () => {
    const expected = { name: "MultihomedError", code: "configuration", message: `m.toml:${message}` };
    assert.throws(() => parseToml("m.toml", source), expected);
  });
}

test("lines are those of the key, in dotted keys, inline tables and under headers with dots", () => {
  assert.throws(
    () => parseToml("f", 'balance.hash = "flow"\n\nbalance.table = 0'),
    /^MultihomedError: f:3: balance.table/,
  );
  assert.throws(
    () => parseToml("f", '[[uplink]]\ninterface = "a"\n[[uplink]]\ninterface = 1'),
    /f:4: uplink.interface/,
  );
  assert.throws(() => parseToml("f", "[balance.table]\n"), /f:1: balance.table/);
  assert.throws(() => parseToml("f", `uplink = [\n{ interface = "a" },\n{ interface = 1 }]`), /f:3: uplink.interface/);
});

test("two spellings of a gateway's address are one", () => {
  const { uplinks } = parseToml("f", `${UPLINK}gateway = "FE80:0:0::01"`);
  assert.equal(uplinks[0]?.gateway, "fe80::1");
});

test("a mask may be a number too", () => {
  assert.deepEqual(parseToml("f", "[gateway]\nmark-mask = 0xff00").gateway, { markMask: 0xff00 });
});

test("what asks for nothing does not warn", () => {
  const source = `${UPLINK}strict = false\n[balance]\nenabled = false\n[gateway]\nenabled = false`;
  assert.deepEqual(parseToml("f", source).warnings, []);
});

/** Anything that is written down ends in a value, or in one line of ours. */
function holds(source: string): void {
  try {
    parseToml("f.toml", source);
  } catch (error) {
    assert.ok(error instanceof MultihomedError, String(error));
    assert.equal(error.code, "configuration");
    assert.match(error.message, /^f\.toml:\d+: [^\p{Cc}\u2028\u2029]+$/u);
  }
}

test("any text is read or refused in one line", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), holds));
});

test("any arrangement of TOML's own words is read or refused in one line", () => {
  const words = [
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "=",
    ".",
    ",",
    "\n",
    '"',
    "'",
    '"""',
    "#",
    "1",
    "true",
    "1979-05-27",
    "\\",
  ];
  const keys = ["uplink", "interface", "table", "balance", "gateway", "mptcp", '"eth0"', "__proto__", "constructor"];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words, ...keys), { maxLength: 30 }), (parts) => holds(parts.join(" "))),
    { numRuns: 2000 },
  );
});

test("any value at any key is read or refused in one line", () => {
  const key = fc.constantFrom(
    ...["log-level", "on-stop", "uplink", "balance", "gateway"],
    ...["uplink.interface", "balance.table", "balance.hash", "gateway.inside", "gateway.mark-mask"],
  );
  const value = fc.json({ maxDepth: 3 }).map((json) => json.replaceAll(":", "=").replaceAll("null", "{}"));
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value), { maxLength: 4 }), (pairs) =>
      holds(pairs.map(([k, v]) => `${k} = ${v}`).join("\n")),
    ),
  );
});
