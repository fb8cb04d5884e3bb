// The manual pages are not behind the programs: every option, command, word and key is in them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { LOG_LEVELS } from "../../../common/client/domain.ts";
import { remedy } from "../../../common/client/remedies.ts";
import { COMMANDS } from "../../../ctl/commands.ts";
import { helpText as clientHelp } from "../../../ctl/help.ts";
import { LOG_LEVELS as OUR_LEVELS } from "../../../service/config/config.ts";
import { configDefaults } from "../../../service/config/defaults.ts";
import { uplinkOptions } from "../../../service/config/uplink.ts";
import { helpText as daemonHelp } from "../../../service/options.ts";
import { ETH0, SERVICE } from "./links.ts";

const page = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../../docs/man/${name}`, import.meta.url)), "utf8");
const multihomectl = page("multihomectl.1");
const multihomed = page("multihomed.8");
const toml = page("multihomed.toml.5");

/** The long options of a help text, each at the beginning of its line. */
const optionsIn = (help: string) => [...help.matchAll(/^ +(?:-\S, )?--([a-z-]+)/gm)].map(([, name]) => name);

/** Whether a list of the page explains the option: `.It Fl x , Fl -name`, or with a value. */
const explains = (text: string, option: string) => new RegExp(`^\\.It (?:.* )?Fl -${option}(?: |$)`, "m").test(text);

test("every option of both programs is explained", () => {
  for (const [text, help] of [
    [multihomectl, clientHelp()],
    [multihomed, daemonHelp()],
  ] as const) {
    const options = optionsIn(help);
    assert.ok(options.length > 10);
    for (const option of options) assert.ok(explains(text, option ?? ""), option);
  }
});

test("every command is explained and is in the synopsis with its options", () => {
  const synopsis = multihomectl.slice(multihomectl.indexOf(".Sh SYNOPSIS"), multihomectl.indexOf(".Sh DESCRIPTION"));
  for (const { name, options } of COMMANDS) {
    assert.match(multihomectl, new RegExp(`^\\.It Cm ${name}(?: |$)`, "m"));
    assert.match(synopsis, new RegExp(`(?:Cm|\\|) ${name}(?: |$)`, "m"));
    for (const option of options) assert.match(synopsis, new RegExp(`^\\.Op Fl -${option}(?: |$)`, "m"));
  }
});

test("every key of the JSON, every level, and every problem with a remedy", () => {
  const keys = [...Object.keys(ETH0), ...Object.keys(SERVICE), "links", "rxBytes", "txBytes", "unassignedRoutes"];
  keys.push("kernel", "intended", "differences", "rule", "uplink", "route", "source", "shares", "error", "note");
  const lines = multihomectl.split("\n").filter((line) => /^\..*\bVa\b/.test(line));
  const told = new Set(lines.flatMap((line) => line.split(/[^A-Za-z]+/)));
  for (const key of keys) assert.ok(told.has(key), key);
  for (const level of LOG_LEVELS) assert.match(multihomectl, new RegExp(`\\b${level}\\b`));
  const codes = [...multihomectl.matchAll(/^\.It ([a-z-]+)$/gm)].map(([, code]) => code ?? "");
  const problems = codes.filter((code) => remedy({ interface: "", code, text: "" }) !== undefined);
  assert.deepEqual(problems.length, 11);
});

test("every key of the configuration and every word that it takes", () => {
  const sections = [
    ["log-level", "on-stop"],
    ["interface", "table", ...Object.keys(uplinkOptions)],
    Object.keys(configDefaults.balance),
    ["enabled", "inside", "mark-mask", "translate-ipv6"],
  ];
  const texts = toml.split(/^\.Ss Keys of /m).slice(1);
  assert.equal(texts.length, sections.length);
  for (const [at, keys] of sections.entries()) {
    const told = [...(texts[at] ?? "").matchAll(/^\.It Ic (\S+)$/gm)].map(([, key]) => key);
    assert.deepEqual(told.sort(), keys.sort());
  }
  for (const level of OUR_LEVELS) assert.match(toml, new RegExp(`^\\.Qq ${level}\\b`, "m"));
});
