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

/** conf/all/forwarding as the kernel has it: written, it is written to every link, and to those to come. */
class Forwarding {
  readonly #values: Map<string, string>;
  readonly written: string[] = [];
  /** A link that goes away once the kernel has written to it. */
  vanishing: string | undefined;
  readonly files: SysctlFiles = {
    readdirSync: (() => [...this.#values.keys(), "no-ipv6"]) as unknown as typeof fs.readdirSync,
    readFileSync: ((path: string) =>
      `${this.#values.get(this.#linkOf(path)) ?? this.#fail()}\n`) as typeof fs.readFileSync,
    writeFileSync: (path, value) => {
      const link = this.#linkOf(String(path));
      if (!this.#values.has(link)) this.#fail();
      this.written.push(`${link}=${value}`);
      for (const each of link === "all" ? this.#values.keys() : [link]) this.#values.set(each, String(value));
      if (this.vanishing !== undefined && link === "all") this.#values.delete(this.vanishing);
    },
  };

  constructor(values: Readonly<Record<string, string>>) {
    this.#values = new Map(Object.entries(values));
  }

  get values(): Record<string, string> {
    return Object.fromEntries(this.#values);
  }

  #linkOf = (path: string): string =>
    /^\/proc\/sys\/net\/ipv6\/conf\/([^/]+)\/forwarding$/.exec(path)?.[1] ?? this.#fail();

  #fail(): never {
    throw Object.assign(new Error("ENOENT"), { code: "ENOENT" });
  }
}

test("forwarding of IPv6 by the host is written without that of its links", () => {
  const kernel = new Forwarding({ all: "0", default: "0", lo: "0", eth0: "0", br0: "1" });
  writeSysctl("net/ipv6/conf/all/forwarding", "1", kernel.files);
  assert.deepEqual(kernel.values, { all: "1", default: "0", lo: "0", eth0: "0", br0: "1" });
  assert.deepEqual(kernel.written, ["all=1", "default=0", "lo=0", "eth0=0"]);
  writeSysctl("net/ipv6/conf/all/forwarding", "0", kernel.files);
  assert.deepEqual(kernel.values, { all: "0", default: "0", lo: "0", eth0: "0", br0: "1" });
});

test("forwarding of one link is written alone, and a link that goes meanwhile is none", () => {
  const kernel = new Forwarding({ all: "0", default: "0", eth0: "0", eth1: "0" });
  writeSysctl("net/ipv6/conf/eth0/forwarding", "1", kernel.files);
  assert.deepEqual(kernel.written, ["eth0=1"]);
  kernel.vanishing = "eth1";
  writeSysctl("net/ipv6/conf/all/forwarding", "1", kernel.files);
  assert.deepEqual(kernel.values, { all: "1", default: "0", eth0: "1" });
});
