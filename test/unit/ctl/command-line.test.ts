// What is typed, and what is wrong with it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCommandLine } from "../../../ctl/command-line.ts";
import type { OptionName } from "../../../ctl/options.ts";
import { assignOptions, interfaceName, logLevel, table } from "../../../ctl/values.ts";

const said = (line: string) => {
  const { action, command, words, options } = parseCommandLine(line === "" ? [] : line.split(" "));
  return [action === "run" ? command.name : action, words, Object.fromEntries(options)];
};

test("commands with their words and options, in any order", () => {
  assert.deepEqual(said(""), ["status", [], {}]);
  assert.deepEqual(said("--json"), ["status", [], { json: "" }]);
  assert.deepEqual(said("status eth0"), ["status", ["eth0"], {}]);
  assert.deepEqual(said("eth0"), ["status", ["eth0"], {}]);
  assert.deepEqual(said("status plan"), ["status", ["plan"], {}]);
  assert.deepEqual(said("--bus session assign eth0 --priority=7 --strict 2000"), [
    "assign",
    ["eth0", "2000"],
    { bus: "session", priority: "7", strict: "" },
  ]);
  assert.deepEqual(said("release -- --eth0"), ["release", ["--eth0"], {}]);
});

test("help and version are answered whatever else is there", () => {
  assert.equal(said("assign --help")[0], "help");
  assert.equal(said("-h plan plan")[0], "help");
  assert.equal(said("-v")[0], "version");
  assert.equal(said("watch --strict --version")[0], "version");
});

const REFUSED: Readonly<Record<string, RegExp>> = {
  "--frobnicate": /^--frobnicate: unknown option; --help lists all$/,
  "-x": /^-x: unknown option/,
  "asign eth0": /^"asign": unknown command; --help lists all$/,
  assign: /^assign: expected assign INTERFACE \[TABLE\]$/,
  "release eth0 eth1": /^"eth1": unexpected; expected release INTERFACE$/,
  "watch --strict": /^--strict: no option of watch$/,
  "status --json=yes": /^--json: expected no value$/,
  "assign eth0 --priority": /^--priority: expected N$/,
  "assign eth0 --priority --strict": /^--priority: expected N$/,
  "--bus": /^--bus: expected BUS$/,
  "--bus=": /^--bus: expected BUS$/,
};

for (const [line, message] of Object.entries(REFUSED)) {
  test(`refused in one line: ${line}`, () => {
    assert.throws(() => said(line), { code: "usage", message });
  });
}

test("an option from outside does not reach the terminal as it is", () => {
  assert.throws(() => parseCommandLine(["--\u001b[31m"]), { message: /^--\\x1b\[31m: unknown/ });
  assert.throws(() => parseCommandLine(["--constructor"]), { message: /^--constructor: unknown/ });
});

test("tables and names that cannot be are refused before the service is asked", () => {
  assert.equal(table(), "auto");
  assert.equal(table("auto"), "auto");
  assert.equal(table("4294967295"), 4294967295);
  for (const text of ["0", "254", "4294967296", "1e3", "-1", "main", ""]) assert.throws(() => table(text), usage);
  assert.equal(interfaceName("wwan0"), "wwan0");
  for (const text of ["", "a/b", "sixteen-letters!", "a b"]) assert.throws(() => interfaceName(text), usage);
});

test("options of assign: only what was said", () => {
  const options = (entries: Partial<Record<OptionName, string>>) =>
    assignOptions(new Map(Object.entries(entries) as [OptionName, string][]));
  assert.deepEqual(options({}), {});
  assert.deepEqual(
    options({
      priority: "5",
      weight: "2",
      strict: "",
      "no-guard": "",
      "unassigned-routes": "exclude",
      mptcp: "subflow,backup",
      gateway: "10.0.0.1",
      temporary: "",
    }),
    {
      priority: 5,
      weight: 2,
      strict: true,
      guard: false,
      unassignedRoutes: "exclude",
      mptcp: ["subflow", "backup"],
      gateway: "10.0.0.1",
      persist: false,
    },
  );
  for (const priority of ["x", "4294967296", "1.5", "0x10"]) assert.throws(() => options({ priority }), usage);
});

test("log levels in the words of syslog and in those of the configuration", () => {
  assert.equal(logLevel("debug"), "debug");
  assert.equal(logLevel("error"), "err");
  assert.equal(logLevel("fatal"), "crit");
  for (const text of ["loud", "constructor", ""]) assert.throws(() => logLevel(text), usage);
});

const usage = { code: "usage" };
