// What the unit promises, where a slip would be noticed late.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repository } from "./built.ts";
import { sections } from "./key-file.ts";

const unit = sections(readFileSync(join(repository, "systemd/multihomed.service"), "utf8"));
const values = (section: string, key: string): string[] =>
  (unit.get(section) ?? []).flatMap(([name, value]) => (name === key ? [value] : []));
const words = (section: string, ...keys: string[]): string[] =>
  keys.flatMap((key) => values(section, key)).flatMap((value) => value.split(" "));

test("it has three sections, and says no key twice but what adds up", () => {
  assert.deepEqual([...unit.keys()], ["Unit", "Service", "Install"]);
  for (const lines of unit.values()) {
    const keys = lines.map(([key]) => key).filter((key) => key !== "SystemCallFilter");
    assert.deepEqual(keys, [...new Set(keys)]);
  }
});

test("it neither waits for the network nor has the network wait", () => {
  assert.deepEqual(words("Unit", "After", "Before", "Wants", "Requires", "BindsTo", "PartOf").sort(), [
    "dbus.service",
    "dbus.socket",
    "dbus.socket",
  ]);
});

test("it is ready when it says so, and a reload that is refused fails", () => {
  assert.deepEqual(values("Service", "Type"), ["notify"]);
  assert.deepEqual(values("Service", "NotifyAccess"), ["main"]);
  assert.deepEqual(values("Service", "ExecReload"), ["/usr/bin/multihomectl reload"]);
});

test("it starts again after a failure, but not with a configuration that is wrong", () => {
  assert.deepEqual(values("Service", "Restart"), ["on-failure"]);
  assert.deepEqual(values("Service", "RestartPreventExitStatus"), ["2"]);
});

test("temporary assignments survive a restart, and only a restart", () => {
  assert.deepEqual(values("Service", "RuntimeDirectory"), ["multihomed"]);
  assert.deepEqual(values("Service", "RuntimeDirectoryPreserve"), ["yes"]);
  assert.deepEqual(values("Service", "StateDirectory"), ["multihomed"]);
});

test("it may change the network and speak to kernel and bus, and nothing else", () => {
  assert.deepEqual(values("Service", "CapabilityBoundingSet"), ["CAP_NET_ADMIN"]);
  assert.deepEqual(words("Service", "RestrictAddressFamilies").sort(), ["AF_NETLINK", "AF_UNIX"]);
  assert.deepEqual(values("Service", "ProtectSystem"), ["strict"]);
  // Inside what ProtectKernelTunables= makes read-only.
  assert.deepEqual(values("Service", "ProtectKernelTunables"), ["yes"]);
  assert.deepEqual(words("Service", "ReadWritePaths"), ["/proc/sys/net"]);
  assert.deepEqual(words("Service", "AmbientCapabilities", "DeviceAllow"), []);
});
