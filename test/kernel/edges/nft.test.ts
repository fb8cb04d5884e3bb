// nftables through the library: what is asserted is what nft(8) says.
import assert from "node:assert/strict";
import { test } from "node:test";
import koffi from "koffi";
import { MultihomedError } from "../../../common/errors.ts";
import { type Nft, openNft } from "../../../service/system/nft.ts";
import { type Host, type Lab, lab } from "../lab/index.ts";
import { inside } from "../lab/inside.ts";

const TABLE = "inet multihomed";

/** A table that marks and translates for so many uplinks. */
function rulesetFor(uplinks: number): string {
  const each = (line: (n: number) => string) => Array.from({ length: uplinks }, (_, at) => line(at + 1)).join("\n");
  return `table ${TABLE} {}
delete table ${TABLE}
table ${TABLE} {
  chain pin {
    type filter hook prerouting priority mangle
    ${each((n) => `iifname "wan${n}" ct mark & 0x00ff0000 == 0 ct mark set ct mark & 0xff00ffff | ${n << 16}`)}
    meta mark set ct mark & 0x00ff0000 counter
  }
  chain translate {
    type nat hook postrouting priority srcnat
    ${each((n) => `ct mark & 0x00ff0000 == ${n << 16} oifname "wan${n}" snat ip to 10.${n}.0.2`)}
  }
}
`;
}

/** A host, and the library in it. */
function open(lab: Lab): { host: Host; nft: Nft } {
  const host = lab.host("host");
  const closed = openNft();
  lab.onEnd(() => closed.close());
  const nft: Nft = {
    run: (commands) => inside(host, () => closed.run(commands)),
    list: (table) => inside(host, () => closed.list(table)),
    close: () => closed.close(),
  };
  return { host, nft };
}

const listed = (host: Host) => host.exec("nft", "--stateless", "list", "table", ...TABLE.split(" "));

lab("a table is made, replaced as a whole, listed as nft(8) does, and removed", async (lab) => {
  const { host, nft } = open(lab);
  assert.equal(nft.list(TABLE), undefined);
  assert.equal(nft.run(rulesetFor(2)), undefined);
  assert.equal(nft.list(TABLE), listed(host));
  assert.match(listed(host), /"wan2"/);
  assert.equal(nft.run(rulesetFor(1)), undefined);
  assert.doesNotMatch(listed(host), /"wan2"/);
  assert.equal(nft.run(`delete table ${TABLE}`), undefined);
  assert.equal(nft.list(TABLE), undefined);
  assert.equal(host.exec("nft", "list", "ruleset"), "");
});

lab("a listing does not change with the packets that are counted", async (lab) => {
  const { host, nft } = open(lab);
  const commands = `table ${TABLE} { chain in { type filter hook input priority 0; counter; }; }`;
  assert.equal(nft.run(commands), undefined);
  const before = nft.list(TABLE);
  host.exec("ping", "-c1", "-W1", "127.0.0.1");
  assert.match(host.exec("nft", "list", "ruleset"), /counter packets [1-9]/);
  assert.equal(nft.list(TABLE), before);
});

lab("what is refused leaves everything as it was, and the words concerned are told", async (lab) => {
  const { host, nft } = open(lab);
  nft.run(rulesetFor(2));
  const before = listed(host);
  const refused = (text: string) => nft.run(`${rulesetFor(1)}${text}\n`);
  assert.equal(
    refused(`add rule ${TABLE} nowhere drop`),
    `Could not process rule: No such file or directory, in "add rule ${TABLE} nowhere drop"`,
  );
  assert.match(refused("add rule } there") ?? "", /^syntax error, unexpected '}'.*, in "add rule } there"$/);
  assert.equal(refused("bogus ".repeat(100))?.includes("\n"), false);
  assert.ok((refused("bogus ".repeat(100)) ?? "").length < 400);
  assert.equal(listed(host), before);
  // And the next one goes through.
  assert.equal(nft.run(rulesetFor(1)), undefined);
});

lab("a table by others beside ours is left alone, and theirs is not taken for ours", async (lab) => {
  const { host, nft } = open(lab);
  host.nft("table ip multihomed { chain c { }; }\ntable inet multihomed2 { chain c { }; }\n");
  assert.equal(nft.list(TABLE), undefined);
  nft.run(rulesetFor(1));
  nft.run(`delete table ${TABLE}`);
  assert.equal(host.exec("nft", "list", "tables"), "table ip multihomed\ntable inet multihomed2\n");
});

lab("a change by someone else is in the next listing", async (lab) => {
  const { host, nft } = open(lab);
  nft.run(rulesetFor(1));
  nft.list(TABLE);
  host.exec("nft", "add", "rule", ...TABLE.split(" "), "pin", "accept");
  assert.equal(nft.list(TABLE), listed(host));
  host.exec("nft", "delete", "table", ...TABLE.split(" "));
  assert.equal(nft.list(TABLE), undefined);
});

lab("after closing, the next call begins anew", async (lab) => {
  const { host, nft } = open(lab);
  nft.run(rulesetFor(1));
  nft.close();
  nft.close();
  assert.equal(nft.list(TABLE), listed(host));
});

lab("a replacement with eight uplinks costs a small part of what a process does", async (lab) => {
  const { host, nft } = open(lab);
  const text = rulesetFor(8);
  const library: number[] = [];
  const processes: number[] = [];
  for (let n = 0; n < 20; n++) {
    library.push(milliseconds(() => assert.equal(nft.run(text), undefined)));
    processes.push(milliseconds(() => host.nft(text)));
  }
  const ratio = median(processes) / median(library);
  assert.ok(ratio > 3, `a process takes only ${ratio.toFixed(1)} times as long`);
});

lab(
  "ten thousand replacements do not use more and more memory",
  async (lab) => {
    const { nft } = open(lab);
    const text = rulesetFor(2);
    const repeat = (times: number) => {
      for (let n = 0; n < times; n++) {
        assert.equal(nft.run(text), undefined);
        if (n % 10 === 0) nft.list(TABLE);
        if (n % 50 === 5) nft.run(`${text}add rule ${TABLE} nowhere drop\n`);
      }
      return allocated();
    };
    repeat(1000);
    const before = repeat(1000);
    const after = repeat(8000);
    assert.ok(after - before < 256 * 1024, `${after - before} bytes more after 8000 further ones`);
  },
  { timeout: 120_000 },
);

function milliseconds(act: () => void): number {
  const begin = performance.now();
  act();
  return performance.now() - begin;
}

const median = (all: number[]): number => all.sort((a, b) => a - b)[all.length >> 1] ?? Number.NaN;

/** Bytes that the C library has given out: the resident size goes up and down with the garbage of JavaScript. */
function allocated(): number {
  const { uordblks, hblkhd } = mallinfo2();
  return Number(uordblks) + Number(hblkhd);
}

const fields = [
  "arena",
  "ordblks",
  "smblks",
  "hblks",
  "hblkhd",
  "usmblks",
  "fsmblks",
  "uordblks",
  "fordblks",
  "keepcost",
];
/** mallinfo(3) */
const struct = koffi.struct(Object.fromEntries(fields.map((name) => [name, "size_t"])));
const mallinfo2: () => Record<string, number> = koffi.load(null).func("mallinfo2", struct, []);

test("without the library the missing package is named, and a later try is worth it", () => {
  const nft = openNft("libnftables.so.999");
  for (const call of [() => nft.run("list tables"), () => nft.list(TABLE)]) {
    assert.throws(call, (error) => {
      assert.ok(error instanceof MultihomedError);
      assert.equal(error.code, "missing");
      assert.equal(error.retryable, true);
      assert.match(error.message, /^[^\n]*libnftables\.so\.999[^\n]* package libnftables1$/);
      return true;
    });
  }
  nft.close();
});
