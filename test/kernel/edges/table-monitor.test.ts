// Hearing of changes of our nftables table that nft(8) makes, and only of those.
import assert from "node:assert/strict";
import { TableMonitor } from "../../../service/netlink/table-monitor.ts";
import { eventually, type Host, type Lab, lab } from "../lab/index.ts";
import { inside } from "../lab/inside.ts";

/** A monitor in a host; `changes` counts. */
function watch(lab: Lab): { host: Host; changes: () => number } {
  const host = lab.host("host");
  let count = 0;
  const monitor = inside(
    host,
    () =>
      new TableMonitor(
        "multihomed",
        () => count++,
        (error) => assert.fail(error),
      ),
  );
  lab.onEnd(() => monitor.close());
  return { host, changes: () => count };
}

lab("each change of the table is heard, and none of other tables", async (lab) => {
  const { host, changes } = watch(lab);
  const steps = [
    "table inet multihomed {}",
    "add chain inet multihomed c { type filter hook input priority 0; }",
    "add rule inet multihomed c counter",
    "add set inet multihomed s { type ipv4_addr; }",
    "add element inet multihomed s { 192.0.2.1 }",
    "flush chain inet multihomed c",
    "delete table inet multihomed",
  ];
  for (const step of steps) {
    const before = changes();
    host.nft("table ip multihomed { }\ntable inet others {\nchain c { }\n}\nadd rule inet others c accept");
    host.nft(`${step}\n`);
    await eventually(() => assert.ok(changes() > before, step));
  }
  const before = changes();
  host.nft("delete table ip multihomed\ndelete table inet others");
  host.nft("table inet multihomed {}\n");
  await eventually(() => assert.equal(changes(), before + 1));
});

lab("a flood that does not fit is heard of too", async (lab) => {
  const { host, changes } = watch(lab);
  const rules = Array.from({ length: 40_000 }, (_, at) => `add rule inet others c ip saddr 10.0.0.1 mark set ${at}`);
  // Synchronous, so that nothing is read meanwhile.
  host.nft(`table inet others {\nchain c { }\n}\n${rules.join("\n")}\n`);
  host.nft("table inet multihomed {}\n");
  host.nft("flush chain inet others c\n");
  await eventually(() => assert.ok(changes() > 0));
});
