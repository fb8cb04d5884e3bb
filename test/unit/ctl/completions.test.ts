// Completions: bash's are driven as bash drives them; zsh's and fish's are held to the same tables, so that none is behind.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { LOG_LEVELS } from "../../../common/client/domain.ts";
import { COMMANDS } from "../../../ctl/commands.ts";
import { COMMON_OPTIONS, OPTIONS } from "../../../ctl/options.ts";

const FOLDER = fileURLToPath(new URL("../../../completions/", import.meta.url));
const BASH = join(FOLDER, "multihomectl.bash");
const COMMAND_NAMES = COMMANDS.map(({ name }) => name);
/** A file may stand there too, of the bonding driver. */
const LINKS = readdirSync("/sys/class/net").filter((name) => name !== "bonding_masters");

let fakes: string;

before(() => {
  fakes = mkdtempSync(join(tmpdir(), "multihomed-completions-"));
  // The service has a link that is not there, with a name that a path cannot have as it is.
  const paths = ["/", "/org/multihomed1/link", "/org/multihomed1/link/_31wwan_2e5_5fx"].join("\\n");
  writeFileSync(join(fakes, "busctl"), `#!/bin/sh\nprintf '${paths}\\n'\n`);
  chmodSync(join(fakes, "busctl"), 0o755);
});

after(() => rmSync(fakes, { recursive: true, force: true }));

/** What bash offers for the last of these words, as its COMP_WORDS has them. */
function offered(...words: readonly string[]): string[] {
  const script = `
    set -u
    source "$1"; shift
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    complete -p multihomectl >/dev/null || exit 1
    _multihomectl
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["--norc", "-c", script, "bash", BASH, "multihomectl", ...words],
    {
      encoding: "utf8",
      env: { PATH: `${fakes}${delimiter}${process.env.PATH}` },
    },
  );
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout.split("\n").filter((line) => line !== "");
}

const optionsOf = (command: string): string[] => {
  const own = COMMANDS.find(({ name }) => name === command)?.options ?? [];
  return [...own, ...COMMON_OPTIONS].map((name) => `--${name}`).sort();
};

test("bash: commands, and options of the command", () => {
  assert.deepEqual(offered(""), COMMAND_NAMES);
  assert.deepEqual(offered("re"), ["release", "reconcile", "reload"]);
  assert.deepEqual(offered("--bus", "session", "perm"), ["permissions"]);
  assert.deepEqual(offered("--").sort(), optionsOf("status"));
  for (const command of COMMAND_NAMES) assert.deepEqual(offered(command, "--").sort(), optionsOf(command), command);
});

test("bash: interfaces of the machine, and assigned ones that are not there", () => {
  for (const command of ["status", "assign", "release"]) {
    assert.deepEqual(offered(command, "").sort(), [...LINKS, "1wwan.5_x"].sort());
  }
  assert.deepEqual(offered("assign", "--json", "1w"), ["1wwan.5_x"]);
  assert.deepEqual(offered("watch", ""), []);
  assert.deepEqual(offered("release", "lo", ""), []);
});

test("bash: words that are values", () => {
  assert.deepEqual(offered("assign", "lo", ""), ["auto"]);
  assert.deepEqual(offered("log-level", ""), [...LOG_LEVELS]);
  assert.deepEqual(offered("--bus", "s"), ["system", "session"]);
  assert.deepEqual(offered("--bus", "=", "se"), ["session"]);
  assert.deepEqual(offered("--bus", "="), ["system", "session"]);
  assert.deepEqual(offered("assign", "--unassigned-routes", "=", "e"), ["exclude"]);
  assert.deepEqual(offered("assign", "--mptcp", "signal,su"), ["signal,subflow"]);
  assert.deepEqual(offered("assign", "--priority", ""), []);
  assert.deepEqual(offered("explain", "-", "192.0.2.1", "--iif", "1w"), ["1wwan.5_x"]);
  assert.deepEqual(offered("explain", "--iif", "=", "").sort(), [...LINKS, "1wwan.5_x"].sort());
  assert.deepEqual(offered("explain", "--mark", ""), []);
  assert.deepEqual(offered("explain", "-", ""), []);
  assert.deepEqual(offered("assign", "--priority", "=", "7", "lo", ""), ["auto"]);
});

test("zsh and fish know every command, option and level", () => {
  const zsh = readFileSync(join(FOLDER, "_multihomectl"), "utf8");
  const fish = readFileSync(join(FOLDER, "multihomectl.fish"), "utf8");
  for (const name of COMMAND_NAMES) {
    assert.match(zsh, new RegExp(`^ +'${name}:`, "m"));
    assert.match(zsh, new RegExp(`^ +([a-z-]+ \\| )*${name}( \\| [a-z-]+)*\\) `, "m"));
    assert.match(fish, new RegExp(`-a ${name} -d`));
  }
  for (const name of Object.keys(OPTIONS)) {
    assert.match(zsh, new RegExp(`--${name}[=[}]`));
    assert.match(fish, new RegExp(`-l ${name} `));
  }
  const levels = LOG_LEVELS.join(" ");
  assert.ok(zsh.includes(levels) && fish.includes(levels));
});
