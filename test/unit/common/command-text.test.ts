// Operations as commands: what a shell makes of them is what was meant, whatever links are called.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import { commandText } from "../../../common/command-text.ts";

const text = (verb: string, object: string) => commandText({ verb, object });
/** The words that a shell reads, without doing anything of it. */
const shellWords = (command: string): string[] =>
  execFileSync("sh", ["-c", `printf '%s\\0' ${command}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);

test("plain names stand as they are", () => {
  assert.equal(
    text("add", "-4 route default via 10.1.0.1 dev eth0.100@if3 table 1000 proto 77"),
    "ip -4 route add default via 10.1.0.1 dev eth0.100@if3 table 1000 proto 77",
  );
  assert.equal(text("del", "-6 rule from 2001:db8::1 lookup 1000"), "ip -6 rule del from 2001:db8::1 lookup 1000");
  assert.equal(
    text("replace", "mptcp limits subflow 3 add_addr_accepted 0"),
    "ip mptcp limits set subflow 3 add_addr_accepted 0",
  );
  assert.equal(text("replace", "sysctl net.ipv4.conf.eth0.arp_ignore=1"), "sysctl -w net.ipv4.conf.eth0.arp_ignore=1");
  assert.equal(text("del", "conntrack -f ipv4 --orig-src 10.0.0.1"), "conntrack -D -f ipv4 --orig-src 10.0.0.1");
  assert.equal(text("del", "nft table inet multihomed"), "nft delete table inet multihomed");
  assert.equal(
    text("replace", "nft table inet multihomed { chain strict { } }"),
    "nft 'add table inet multihomed; delete table inet multihomed; table inet multihomed { chain strict { } }'",
  );
  assert.equal(text("add", "12 more"), "add 12 more");
});

test("a name that a shell would obey is a name", () => {
  assert.equal(text("add", "-4 route default dev $(reboot)"), "ip -4 route add default dev '$(reboot)'");
  assert.equal(text("add", "-4 route default dev a'b;c"), "ip -4 route add default dev 'a'\\''b;c'");
  assert.match(text("replace", "nft table inet m { iifname 'x' }"), /^nft '.*'\\''x'\\''.*'$/);
});

test("a shell reads the words that were meant", () => {
  const character = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
  const name = fc.array(character, { minLength: 1, maxLength: 15 }).map((characters) => characters.join(""));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
      const command = text("add", `-4 route default dev ${names.join(" ")}`);
      assert.deepEqual(shellWords(command), ["ip", "-4", "route", "add", "default", "dev", ...names]);
    }),
    { numRuns: 100 },
  );
});
