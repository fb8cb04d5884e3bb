// The identity of the machine: systemd's file, or the one that D-Bus had before it.
import assert from "node:assert/strict";
import type { readFileSync } from "node:fs";
import { test } from "node:test";
import { readMachineId } from "../../../../service/system/machine-id.ts";

const ID = "0123456789abcdef0123456789abcdef";
const OTHER = "fedcba9876543210fedcba9876543210";

function read(files: Readonly<Record<string, string>>): string {
  const reading = (file: string) => {
    const text = files[file];
    if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
    return text;
  };
  return readMachineId({ readFileSync: reading as typeof readFileSync });
}

test("systemd's file comes first, D-Bus's own after it", () => {
  assert.equal(read({ "/etc/machine-id": `${ID}\n`, "/var/lib/dbus/machine-id": OTHER }), ID);
  assert.equal(read({ "/var/lib/dbus/machine-id": `${OTHER}\n` }), OTHER);
});

test("a file that has no identity is passed over", () => {
  for (const text of ["", "\n", "uninitialized\n", ID.slice(1), `${ID}0`, ID.toUpperCase(), `${ID}\n${ID}`]) {
    assert.equal(read({ "/etc/machine-id": text, "/var/lib/dbus/machine-id": OTHER }), OTHER);
  }
});

test("a machine without one says so in a line for people", () => {
  for (const files of [{}, { "/etc/machine-id": "uninitialized\n" }]) {
    assert.throws(() => read(files), {
      name: "MultihomedError",
      message: "this machine has no identity: /etc/machine-id is missing or empty",
    });
  }
});
