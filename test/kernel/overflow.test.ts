// A hundred thousand routes: messages lost while the process is stopped, and a stop that does not take long.
import assert from "node:assert/strict";
import { BOTH, eventually, type Host, hasRules, lab, network, ours, within } from "./lab/index.ts";

const MANY = 100_000;
const SLOW = { timeout: 90_000 };
const PATIENCE = { timeout: 30_000, interval: 500 };

lab(
  "100,000 route changes while the process is stopped with SIGSTOP, then continued",
  async (lab) => {
    const { laptop } = network(lab);
    const old = numbered(0, MANY / 4);
    laptop.ipBatch(old.map((prefix) => `route add ${prefix} via 10.1.0.1 dev u1`).join("\n"));
    const daemon = laptop.daemon([...BOTH, "-L", "warning"]);
    await eventually(() => assert.deepEqual(text(laptop, 1000), text(laptop, "main", "dev u1")), PATIENCE);

    daemon.signal("SIGSTOP");
    const added = numbered(MANY / 4, (MANY * 3) / 4);
    laptop.ipBatch(
      [
        ...added.map((prefix) => `route add ${prefix} via 10.2.0.1 dev u2`),
        ...old.slice(0, MANY / 8).map((prefix) => `route replace ${prefix} via 10.1.0.3 dev u1`),
        ...old.slice(MANY / 8).map((prefix) => `route delete ${prefix} via 10.1.0.1 dev u1`),
      ].join("\n"),
    );
    laptop.ip("addr add 10.2.0.9/24 dev u2");
    laptop.ip("addr delete fd00:1::2/64 dev u1");
    daemon.signal("SIGCONT");
    await eventually(() => {
      assert.deepEqual(text(laptop, 1000), text(laptop, "main", "dev u1"));
      assert.deepEqual(text(laptop, 2000), text(laptop, "main", "dev u2"));
    }, PATIENCE);
    await hasRules(laptop, 4, [
      "1000: from 10.1.0.2 lookup 1000",
      "2000: from 10.2.0.2 lookup 2000",
      "2000: from 10.2.0.9 lookup 2000",
    ]);
    await hasRules(laptop, 6, ["2000: from fd00:2::2 lookup 2000"]);
    assert.equal(daemon.exit, undefined);
  },
  SLOW,
);

lab(
  "more changes than wait for a stopped process: it notices the loss, says so, and lists everything again",
  async (lab) => {
    const { laptop } = network(lab);
    const daemon = laptop.daemon([...BOTH, "-L", "warning"]);
    await daemon.converged();
    daemon.signal("SIGSTOP");
    const prefixes = numbered(0, MANY);
    laptop.ipBatch(prefixes.map((prefix) => `route add ${prefix} via 10.1.0.1 dev u1`).join("\n"));
    laptop.ipBatch(prefixes.map((prefix) => `route replace ${prefix} via 10.2.0.1 dev u2`).join("\n"));
    laptop.ip("addr add 10.2.0.9/24 dev u2"); // said when nothing more is heard
    daemon.signal("SIGCONT");
    await eventually(() => {
      assert.match(daemon.stderr, /\d+ notifications of the kernel were lost/);
      assert.deepEqual(text(laptop, 1000), []);
      assert.equal(text(laptop, 2000).length, MANY);
    }, PATIENCE);
    await hasRules(laptop, 4, [
      "1000: from 10.1.0.2 lookup 1000",
      "2000: from 10.2.0.2 lookup 2000",
      "2000: from 10.2.0.9 lookup 2000",
    ]);
  },
  SLOW,
);

for (const [when, settled] of [
  ["mirrored", true],
  ["still being mirrored", false],
] as const) {
  lab(
    `100,000 routes, ${when}, then SIGINT: ends in under 3 s and leaves nothing`,
    async (lab) => {
      const { laptop } = network(lab);
      const batch = numbered(0, MANY).map((prefix) => `route add ${prefix} via 10.1.0.1 dev u1`);
      laptop.ipBatch(batch.join("\n"));
      const daemon = laptop.daemon([...BOTH, "-L", "warning"]);
      const enough = settled ? MANY : 1;
      await eventually(() => assert.ok(text(laptop, 1000).length >= enough), PATIENCE);
      daemon.signal("SIGINT");
      assert.deepEqual(await within(3000, "end after SIGINT", daemon.exited), { code: 0, signal: null });
      assert.deepEqual(ours(laptop), []);
    },
    SLOW,
  );
}

function numbered(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => {
    const n = from + index;
    return `11.${n >> 16}.${(n >> 8) & 255}.${n & 255}/32`;
  });
}

// Plain text, sorted: the readable form costs seconds for this many.
function text(host: Host, table: string | number, ...filter: string[]): string[] {
  const lines = host.ip("-N -4 route show table", String(table), ...filter).split("\n");
  return lines
    .filter((line) => line.startsWith("11."))
    .map((line) => line.replace(/ dev .*/, "").trim())
    .sort();
}
