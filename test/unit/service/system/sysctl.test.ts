// Sysctls as files: read and written where they are, and nothing made where they are not.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { test } from "node:test";
import { readSysctl, type SysctlFiles, writeSysctl } from "../../../../service/system/sysctl.ts";

const failing = (code: string): SysctlFiles => {
  const fail = () => {
    throw Object.assign(new Error(code), { code });
  };
  return { ...fs, readFileSync: fail as unknown as typeof fs.readFileSync, writeFileSync: fail };
};

test("a sysctl's value is its text without the end of the line", () => {
  assert.match(readSysctl("net/ipv4/conf/lo/arp_ignore", fs) ?? "", /^\d+$/);
});

test("one that this kernel has not, or that went with its link, is undefined", () => {
  for (const path of ["net/ipv4/conf/no-such-link/arp_ignore", "net/ipv4/no_such_sysctl", "net/ipv4/ip_forward/x"]) {
    assert.equal(readSysctl(path, fs), undefined);
  }
  for (const code of ["ENOENT", "ENODEV", "ENOTDIR"]) assert.equal(readSysctl("net/x", failing(code)), undefined);
});

test("one that may not be read is an error", () => {
  assert.throws(() => readSysctl("net/x", failing("EACCES")), { code: "EACCES" });
});

test("what is not there is not made", () => {
  const path = `net/ipv4/conf/no-such-link-${process.pid}`;
  assert.throws(() => writeSysctl(path, "1", fs), { code: "ENOENT" });
  const calls: unknown[][] = [];
  const files = { ...fs, writeFileSync: (...args: unknown[]) => void calls.push(args) };
  writeSysctl("net/ipv4/ip_forward", "1", files);
  assert.deepEqual(calls, [["/proc/sys/net/ipv4/ip_forward", "1", { flag: "r+" }]]);
});
