// The bundle as Electron starts it, as far as that needs nobody: what it asks of its surroundings, and whom it refuses.
import assert from "node:assert/strict";
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { as } from "../../bus/lab/process.ts";
import type { User } from "../../bus/lab/users.ts";
import { lab } from "../../kernel/lab/index.ts";
import { BUILT } from "../lab/index.ts";
import { standInIn } from "../lab/stand-in.ts";

/** Modules that a bundle asks for. */
function required(file: string): string[] {
  const text = readFileSync(join(BUILT, file), "utf8");
  const names = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = ""]) => name.replace(/^node:/, ""));
  return [...new Set(names)].sort();
}

test("the main process asks for Electron and for what Node has itself", () => {
  const names = required("main.js");
  assert.ok(names.includes("electron"));
  assert.deepEqual(
    names.filter((name) => name !== "electron" && !builtinModules.includes(name)),
    [],
  );
});

test("the preload script asks for Electron only: its sandbox has nothing else", () => {
  assert.deepEqual(required("preload.js"), ["electron"]);
});

test("nothing of the service, and no file of this machine, is in them", () => {
  for (const file of ["main.js", "preload.js"]) {
    const text = readFileSync(join(BUILT, file), "utf8");
    assert.ok(!text.includes("service/netlink") && !text.includes("node_modules/netlink"), file);
    assert.ok(!text.includes(process.cwd()), file);
  }
});

function run(folder: string, user: User, ...args: readonly string[]): SpawnSyncReturns<string> {
  const words = [...as(user), process.execPath, "--require", join(folder, "stand-in.cjs"), join(folder, "main.js")];
  const [program = "", ...rest] = words;
  return spawnSync(program, [...rest, ...args], { encoding: "utf8", timeout: 20_000, cwd: "/" });
}

lab("it is not for root, says its version, and what it can do", async (lab) => {
  const folder = await standInIn(lab);
  const root = run(folder, "root");
  assert.equal(root.status, 1);
  assert.match(root.stderr, /^multihomed-tray: it is not for root: [^\n]+\n$/);
  const version = run(folder, "allowed", "--version");
  assert.deepEqual([version.status, version.stderr], [0, ""]);
  assert.match(version.stdout, /^multihomed-tray \d+\.\d+\.\d+/);
  assert.match(run(folder, "allowed", "--help").stdout, /^usage: multihomed-tray \[--hidden\]\n/);
});
