// Somebody keeps deleting what we write, as network daemons do that take all rules for theirs: repair slows down, is
// said once, and succeeds when the other one stops.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { BOTH, eventually, type Host, hasRules, lab, type Monitor, network, rules, SERVER4 } from "./lab/index.ts";

const EARLY = 1500;
const LATE = 4500;
/** The longest pause between repairs is 5 s. */
const RECOVERY = { timeout: 10_000 };

/** Deletes the rules of a priority as fast as ip can. */
function vandal(host: Host, priority: number): () => void {
  const loop = `while :; do ip rule delete priority ${priority} 2>/dev/null; done`;
  const child = host.spawn("sh", "-c", loop);
  const end = () => void child.kill("SIGKILL");
  host.lab.onEnd(end);
  return end;
}

async function repairs(monitor: Monitor, address: string): Promise<number> {
  const events = await monitor.events();
  return events.filter((event) => !event.startsWith("Deleted") && event.includes(`from ${address} `)).length;
}

function contended(text: string): number {
  return text.match(/contended/g)?.length ?? 0;
}

lab(
  "repair slows down and says so once while somebody deletes our rules, and succeeds when that ends",
  async (lab) => {
    const { laptop, uplinks } = network(lab);
    const [first, second] = uplinks;
    const daemon = await laptop.daemon(BOTH).converged();
    const monitor = await laptop.monitor();
    const end = vandal(laptop, 2000);

    await sleep(EARLY);
    const early = await repairs(monitor, second.address4);
    await sleep(LATE);
    const late = (await repairs(monitor, second.address4)) - early;
    assert.ok(early >= 2, `repaired ${early} times in the first ${EARLY} ms`);
    assert.ok(early <= 50, `repaired ${early} times in the first ${EARLY} ms`);
    assert.ok(late <= 10, `still repaired ${late} times in the next ${LATE} ms`);
    assert.equal(contended(daemon.stderr), 1, daemon.stderr);
    // What nobody attacks is as quick as ever.
    laptop.ip("addr add 10.1.0.3/24 dev u1");
    const added = () => assert.ok(rules(laptop, 4).includes("1000: from 10.1.0.3 lookup 1000"));
    await eventually(added, { timeout: 500 });

    end();
    const wanted = [first.address4, "10.1.0.3"].map((address) => `1000: from ${address} lookup 1000`);
    await hasRules(laptop, 4, [...wanted, `2000: from ${second.address4} lookup 2000`], RECOVERY);
    assert.equal(await laptop.ping(second.address4, SERVER4), true);
    assert.equal(contended(daemon.stderr), 1, daemon.stderr);
  },
  { timeout: 45_000 },
);
