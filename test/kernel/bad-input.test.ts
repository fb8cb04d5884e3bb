// What cannot be understood or cannot start: one clear line on standard error, the exit status, and an untouched kernel.
import assert from "node:assert/strict";
import { chmodSync, chownSync, truncateSync } from "node:fs";
import { type Host, type Lab, lab, ours } from "./lab/index.ts";

interface Case {
  /** What the one line must say. */
  readonly says: RegExp;
  readonly code: 1 | 2;
  /** The command line; `file` writes a file for it. */
  readonly args: (file: (text: string, name?: string) => string) => string[];
}

const uplink = (lines: string) => `[[uplink]]\ninterface = "u1"\n${lines}\n`;

const CASES: Record<string, Case> = {
  "an unknown key": {
    says: /multihomed\.toml:3: .*tabel/,
    code: 2,
    args: (file) => ["-C", file(uplink("tabel = 2000"))],
  },
  "an unknown key in DynMHS's file": {
    says: /dynmhs\.conf:2: .*NETWROK/,
    code: 2,
    args: (file) => ["-C", file('LOGLEVEL=2\nNETWROK="u1:2000"\n', "dynmhs.conf")],
  },
  "a wrong type": {
    says: /multihomed\.toml:3: .*guard.*(boolean|true)/,
    code: 2,
    args: (file) => ["-C", file(uplink('guard = "yes"'))],
  },
  "a value that is not TOML": {
    says: /multihomed\.toml:3: /,
    code: 2,
    args: (file) => ["-C", file(uplink("table = = 3"))],
  },
  "a reserved table in the file": {
    says: /multihomed\.toml:3: .*table.*253-255/,
    code: 2,
    args: (file) => ["-C", file(uplink("table = 254"))],
  },
  "a reserved table on the command line": { says: /u1:255/, code: 2, args: () => ["-N", "u1:255"] },
  "table 0": { says: /u1:0/, code: 2, args: () => ["-N", "u1:0"] },
  "a table that is too large": { says: /u1:4294967296/, code: 2, args: () => ["-N", "u1:4294967296"] },
  "a table that is not a number": { says: /u1:main/, code: 2, args: () => ["-N", "u1:main"] },
  "no table": { says: /u1/, code: 2, args: () => ["-N", "u1"] },
  "an empty interface": { says: /:2000.*empty/, code: 2, args: () => ["-N", ":2000"] },
  "an empty interface in the file": {
    says: /multihomed\.toml:2: .*interface/,
    code: 2,
    args: (file) => ["-C", file('[[uplink]]\ninterface = ""\ntable = 2000\n')],
  },
  "a 16-character name": { says: /abcdefghijklmnop.*15/, code: 2, args: () => ["-N", "abcdefghijklmnop:2000"] },
  "the same interface twice": {
    says: /multihomed\.toml:\d: .*u1/,
    code: 2,
    args: (file) => ["-C", file(uplink("table = 2000") + uplink("table = 3000"))],
  },
  "an unknown option": { says: /--frobnicate/, code: 2, args: () => ["--frobnicate"] },
  "an unknown log level": { says: /loud/, code: 2, args: () => ["-L", "loud"] },
  "a file that does not exist": {
    says: /nowhere\.toml.*(not exist|no such file)/i,
    code: 2,
    args: () => ["-C", "/nonexistent/nowhere.toml"],
  },
  "a directory instead of a file": {
    says: /directory/i,
    code: 2,
    args: (file) => ["-C", folderOf(file("", "x.toml"))],
  },
  "a huge file": { says: /multihomed\.toml.*(large|big|bytes)/i, code: 2, args: (file) => ["-C", huge(file(""))] },
  "no such log directory": {
    says: /\/nonexistent\/log.*(not exist|no such file or directory)/i,
    code: 1,
    args: () => ["-N", "u1:2000", "-O", "/nonexistent/log"],
  },
};

for (const [name, { says, code, args }] of Object.entries(CASES)) {
  lab(`${name}: one clear line, exit ${code}, nothing changed`, async (lab) => {
    const host = testpc(lab);
    const words = args((text, file = "multihomed.toml") => lab.file(file, text));
    const ownFile = words.includes("-C") ? [] : ["-C", lab.file("multihomed.toml", "")];
    const outcome = await host.multihomed("--bus", "none", ...ownFile, ...words);
    assertRefused(host, outcome, code, says);
  });
}

lab(
  "no permission to change the kernel: one clear line, exit 1",
  async (lab) => {
    const host = testpc(lab);
    const outcome = await host.multihomedWithout(["net_admin"], "--bus", "none", "-N", "u1:2000");
    assertRefused(host, outcome, 1, /CAP_NET_ADMIN|root|permi/i);
  },
  { programs: ["setpriv"] },
);

lab(
  "an unreadable file: one clear line, exit 2",
  async (lab) => {
    const host = testpc(lab);
    const file = lab.file("multihomed.toml", uplink("table = 2000"));
    chownSync(file, 65534, 65534);
    chmodSync(file, 0);
    const outcome = await host.multihomedWithout(["dac_override", "dac_read_search"], "--bus", "none", "-C", file);
    assertRefused(host, outcome, 2, /multihomed\.toml.*permission denied/i);
  },
  { programs: ["setpriv"] },
);

function testpc(lab: Lab): Host {
  const host = lab.host("testpc");
  lab.veth(host, "u1", lab.host("network"), "x1");
  host.ip("addr add 10.1.0.2/24 dev u1");
  return host;
}

function assertRefused(host: Host, outcome: { code: number | null; stderr: string }, code: number, says: RegExp): void {
  assert.equal(outcome.code, code, outcome.stderr);
  assert.match(outcome.stderr, /^[^\n]+\n$/, "not one line");
  assert.match(outcome.stderr, says);
  assert.deepEqual(ours(host), []);
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf("/"));
}

/** A sparse file of 8 GiB: it must not even be read to its end. */
function huge(file: string): string {
  truncateSync(file, 8 * 2 ** 30);
  return file;
}
