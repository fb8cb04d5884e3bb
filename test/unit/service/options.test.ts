// The command line: every form of our own, and every form that Boost.Program_options accepts for DynMHS 0.3.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MultihomedError } from "../../../common/errors.ts";
import { helpText, type Options, parseOptions } from "../../../service/options.ts";

/** The assignments as they were written. */
function networks(argv: string[]): string[] {
  return parseOptions(argv).networks.map((uplink) => `${uplink.interface}:${uplink.table}`);
}

test("without arguments nothing is asked for", () => {
  assert.deepEqual(parseOptions([]), {
    action: "run",
    config: undefined,
    networks: [],
    logLevel: undefined,
    logColor: undefined,
    logFile: undefined,
    bus: "system",
    dryRun: false,
    once: false,
    warnings: [],
  });
});

const ONE_NETWORK: readonly string[][] = [
  ["--network", "eth0:1000"],
  ["--network=eth0:1000"],
  ["-N", "eth0:1000"],
  ["-Neth0:1000"],
  ["--net", "eth0:1000"],
  ["--n=eth0:1000"],
  ["-network", "eth0:1000"],
  ["-net=eth0:1000"],
  ["-n", "eth0:1000"],
  ["--interface", "eth0:1000"],
  ["--interface=eth0:1000"],
  ["-I", "eth0:1000"],
  ["-Ieth0:1000"],
  ["--network", '"eth0:1000"'],
  ["--network", "", "--network", "eth0:1000", "-N", '""'],
  ["-N", "eth0: +01000"],
  ["", "-N", "eth0:1000", ""],
];
for (const argv of ONE_NETWORK) {
  test(`assigns: ${argv.map((argument) => JSON.stringify(argument)).join(" ")}`, () => {
    assert.deepEqual(networks(argv), ["eth0:1000"]);
  });
}

test("the interface name is what stands before the last colon", () => {
  assert.throws(() => parseOptions(["-N", "eth0:1:2000"]), /the interface name contains/);
});

test("a pattern and auto", () => {
  assert.deepEqual(networks(["-N", "wwan*:auto", "-N", "eth0:auto"]), ["wwan*:auto", "eth0:auto"]);
});

test("tables at the edges", () => {
  const argv = ["1", "252", "256", "4294967295"].flatMap((table, at) => ["-N", `eth${at}:${table}`]);
  assert.deepEqual(networks(argv), ["eth0:1", "eth1:252", "eth2:256", "eth3:4294967295"]);
});

// Each with what it is to mean, from the documents that the project was created from.
const DOCUMENTED: readonly [line: string, meaning: Partial<Options>, networks: string[]][] = [
  ["--version", { action: "version" }, []],
  [
    "--interface enp0s8:2000 --interface enp0s9:3000 --loglevel 2",
    { logLevel: "info" },
    ["enp0s8:2000", "enp0s9:3000"],
  ],
  ["--network enp0s8:2000 --network enp0s9:3000 --loglevel 2", { logLevel: "info" }, ["enp0s8:2000", "enp0s9:3000"]],
  ["--interface eno1:1000 --interface eno2:1002 --loglevel 0", { logLevel: "trace" }, ["eno1:1000", "eno2:1002"]],
  [
    "-I ethernet:1000 -I telia:2000 -I telenor:3000 --loglevel 2",
    { logLevel: "info" },
    ["ethernet:1000", "telia:2000", "telenor:3000"],
  ],
  [
    "-I ethernet:1000 -I telia:2000 -I telenor:3000 --logcolor off",
    { logColor: false },
    ["ethernet:1000", "telia:2000", "telenor:3000"],
  ],
  // The first manual page of DynMHS.
  ["-I eno1:1000 -loglevel 0", { logLevel: "trace" }, ["eno1:1000"]],
];
for (const [line, meaning, expected] of DOCUMENTED) {
  test(`as documented for DynMHS: ${line}`, () => {
    const options = parseOptions(line.split(" "));
    assert.deepEqual({ ...options, ...meaning }, options);
    assert.deepEqual(networks(line.split(" ")), expected);
  });
}

const LEVELS: readonly [argv: string[], level: string][] = [
  [["-L", "0"], "trace"],
  [["-L5"], "fatal"],
  [["--loglevel=warning"], "warning"],
  [["--logl", "Debug"], "debug"],
  [["-q"], "warning"],
  [["--quiet"], "warning"],
  [["-q4"], "error"],
  [["--quiet=error"], "error"],
  [["-!"], "trace"],
  [["--verbose"], "trace"],
  [["-verb"], "trace"],
  [["-!1"], "debug"],
  [["-L", "1", "-L", "2"], "info"],
  // Whatever the order: Boost notifies in the order of the names, and DynMHS stores all three in one variable.
  [["-!", "-q", "-L", "5"], "trace"],
  [["-q", "-L", "0"], "warning"],
];
for (const [argv, level] of LEVELS) {
  test(`log level: ${argv.join(" ")}`, () => assert.equal(parseOptions(argv).logLevel, level));
}

for (const [word, color] of [
  ["on", true],
  ["ON", true],
  ["yes", true],
  ["1", true],
  ["off", false],
  ["False", false],
  ["0", false],
] as const) {
  test(`log colour: ${word}`, () => assert.equal(parseOptions(["-Z", word]).logColor, color));
}

test("the rest of the options", () => {
  const options = parseOptions(["-C", "a.toml", "-O/var/log/m.log", "--bus", "none", "--dry-run", "--once"]);
  const { config, logFile, bus, dryRun, once } = options;
  assert.deepEqual(
    { config, logFile, bus, dryRun, once },
    { config: "a.toml", logFile: "/var/log/m.log", bus: "none", dryRun: true, once: true },
  );
});

test("a deprecated option works and warns", () => {
  assert.match(parseOptions(["-I", "eth0:1000"]).warnings.join(), /--interface .*deprecated.*--network/);
  assert.deepEqual(parseOptions(["-N", "eth0:1000"]).warnings, []);
});

test("help and version are answered before any value is looked at", () => {
  assert.equal(parseOptions(["-N", "nonsense", "-v"]).action, "version");
  assert.equal(parseOptions(["-v", "-h", "--bus", "system"]).action, "help");
  assert.equal(parseOptions(["-hv"]).action, "help");
});

test("help names every option", () => {
  for (const { long } of [...helpText().matchAll(/--(?<long>[a-z-]+)/g)].map(({ groups }) => ({
    long: groups?.long,
  }))) {
    if (long === "help") continue;
    assert.doesNotThrow(() => parseOptions(["--help", `--${long}`, "none"].slice(0, needsValue(long) ? 3 : 2)));
  }
  for (const line of helpText().split("\n")) assert.ok(line.length <= 132, line);
});

function needsValue(long: string | undefined): boolean {
  return !["dry-run", "once", "quiet", "verbose", "version"].includes(long ?? "");
}

const BUSES: readonly (readonly [argv: readonly string[], bus: string])[] = [
  [[], "system"],
  [["--bus", "system"], "system"],
  [["--bus=session"], "session"],
  [["--bus", "none"], "none"],
  [["--bus", "unix:path=/run/bus"], "unix:path=/run/bus"],
  [["--bus=unix:path=/run/bus,guid=0123;unix:abstract=x"], "unix:path=/run/bus,guid=0123;unix:abstract=x"],
  [["--bus", "none", "--bus", "session"], "session"],
  [["--bu", "none"], "none"],
  [["-bus", "none"], "none"],
];
for (const [argv, expected] of BUSES) {
  test(`the bus: ${argv.join(" ") || "nothing said"}`, () => {
    assert.equal(parseOptions(argv).bus, expected);
  });
}

const REFUSED: readonly [argv: string[], message: string][] = [
  [["--bogus"], '"--bogus": unknown option; --help lists all'],
  [["-x"], '"-x": unknown option; --help lists all'],
  [["eth0:1000"], '"eth0:1000": expected an option; to assign an interface: --network INTERFACE:TABLE'],
  [["--"], '"--": expected an option; to assign an interface: --network INTERFACE:TABLE'],
  [["--lo", "2"], '"--lo": expected one of --loglevel, --logfile, --logcolor'],
  [["--network"], "--network: expected a value"],
  [["-N"], "--network: expected a value"],
  [["-N", "--quiet"], "--network: expected a value"],
  [["--network="], "--network: expected a value behind the equals sign"],
  [["--once=1"], "--once: expected no value"],
  [["-L", "6"], '--loglevel: "6": expected 0 to 5 or one of trace, debug, info, warning, error, fatal'],
  [["-L", "loud"], '--loglevel: "loud": expected 0 to 5 or one of trace, debug, info, warning, error, fatal'],
  [["-Z", "maybe"], '--logcolor: "maybe": expected on or off'],
  [["-N", "eth0"], '--network: "eth0": expected INTERFACE:TABLE'],
  [["-N", ":1000"], '--network: ":1000": the interface name is empty'],
  [
    ["-N", "sixteen-letters-:1000"],
    '--network: "sixteen-letters-:1000": the interface name is 16 bytes long (at most 15)',
  ],
  [["-N", "wwan*:1000"], '--network: "wwan*:1000": expected auto as the table of a pattern'],
  [["-N", "wwan[:auto"], '--network: "wwan[:auto": the interface name contains a [ without its ]'],
  ...["somewhere", "", "/run/bus"].map((bus): [string[], string] => [
    ["--bus", bus],
    `--bus: "${bus}": expected system, session, none or an address such as unix:path=FILE`,
  ]),
  ...["0", "253", "254", "255", "4294967296", "-1", "1e3", "2000x", "", "Auto"].map((table): [string[], string] => [
    ["-N", `eth0:${table}`],
    `--network: "eth0:${table}": expected a table from 1 to 4294967295 except 253-255, or auto`,
  ]),
];
for (const [argv, message] of REFUSED) {
  test(`refused: ${argv.join(" ")}`, () => {
    assert.throws(() => parseOptions(argv), { name: "MultihomedError", code: "usage", message });
  });
}

test("any arguments give options or one line", () => {
  const word = fc.oneof(
    fc.constantFrom("-N", "--network", "eth0:1000", "-q", "-L", "--log", "-Z", "--bus", "-C", "--", "-", "-h!"),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(fc.array(word), (argv) => {
      try {
        parseOptions(argv);
      } catch (error) {
        assert.ok(error instanceof MultihomedError);
        assert.equal(error.code, "usage");
        assert.doesNotMatch(error.message, /[\p{Cc}\u2028\u2029]/u);
      }
    }),
  );
});
