// What links have carried, as the kernel writes it.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { readTraffic } from "../../../../service/system/traffic.ts";

const HEAD =
  "Inter-|   Receive                                                |  Transmit\n" +
  " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n";
const row = (name: string, received: bigint | number, sent: bigint | number) =>
  `${name.padStart(6)}: ${String(received).padStart(7)}      12    0    0    0     0          0         0 ` +
  `${String(sent).padStart(8)}      13    0    0    0     0       0          0\n`;

function read(...rows: string[]) {
  const asked: unknown[] = [];
  const readFileSync = (...args: unknown[]) => {
    asked.push(args[0]);
    return HEAD + rows.join("");
  };
  const traffic = readTraffic({ readFileSync: readFileSync as typeof fs.readFileSync });
  assert.deepEqual(asked, ["/proc/self/net/dev"]);
  return Object.fromEntries([...traffic].map(([name, { received, sent }]) => [name, [received, sent]]));
}

test("bytes received and sent, by name", () => {
  assert.deepEqual(read(row("lo", 5, 5), row("eth0", 123456, 654321)), { lo: [5n, 5n], eth0: [123456n, 654321n] });
  assert.deepEqual(read(), {});
});

test("counters are of 64 bits, and may touch the name", () => {
  const most = 2n ** 64n - 1n;
  const line = row("eth0", most, most).replace(": ", ":");
  assert.deepEqual(read(line), { eth0: [most, most] });
});

test("a name may be long, or odd", () => {
  const names = ["a-name-of-15-ch", "eth0.5@x", "1234", "|", "__x", "ä", "a\u3000b", "\u00a0"];
  assert.deepEqual(Object.keys(read(...names.map((name) => row(name, 1, 2)))).sort(), [...names].sort());
});

test("a line that is none is passed over", () => {
  assert.deepEqual(
    read("eth0: 1 2 3\n", "\n", "eth1 without a colon 1 2\n", row("eth2", 1, 2), "eth3: 1 2 3 4 5 6 7 8"),
    {
      eth2: [1n, 2n],
    },
  );
});

test("what this machine's kernel writes is understood", () => {
  const traffic = readTraffic(fs);
  const names = fs.readdirSync("/sys/class/net").filter((name) => fs.existsSync(`/sys/class/net/${name}/statistics`));
  for (const name of names) assert.ok(traffic.has(name), name);
  for (const { received, sent } of traffic.values()) assert.ok(received >= 0n && sent >= 0n);
});
