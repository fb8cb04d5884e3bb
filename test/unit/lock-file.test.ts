// What somebody has put into package-lock.json or taken out of it by hand, and npm would undo.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const { packages } = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"));

test("dbus-next comes without usocket, which needs a compiler", () => {
  assert.equal(packages["node_modules/usocket"], undefined);
  assert.equal(packages["node_modules/dbus-next"].optionalDependencies, undefined);
});

test("Biome is there for every platform", () => {
  const platforms = Object.keys(packages["node_modules/@biomejs/biome"].optionalDependencies);
  assert.ok(platforms.length >= 8);
  for (const name of platforms) assert.ok(`node_modules/${name}` in packages, name);
});

test("nothing in the lock file is wanted by nobody", () => {
  const wanted = new Set<string>();
  for (const { dependencies, devDependencies, optionalDependencies, peerDependencies } of Object.values<{
    readonly [kind: string]: Readonly<Record<string, string>>;
  }>(packages)) {
    const all = { ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies };
    for (const name of Object.keys(all)) wanted.add(name);
  }
  for (const folder of Object.keys(packages).filter((key) => key !== "")) {
    assert.ok(wanted.has(folder.replace(/^.*node_modules\//, "")), folder);
  }
});
