// What balance makes of its weights: packets by uplink, for 1,000 destinations.

import type { Row } from "../result.ts";
import { OURS } from "../subject.ts";
import { PlanesGround } from "./ground.ts";

const ROW = "balance, 1,000 destinations";
/** Percentage points. */
const REACH = 5;

export const balanceShares: Row = async (_plan, report) => {
  for (const weights of [
    [1, 1],
    [1, 3],
    [1, 2, 3],
  ]) {
    const ground = new PlanesGround(weights);
    await ground.start(false);
    const before = ground.uplinks.map(({ link }) => sent(ground, link));
    // A socket for each destination, as programs have it.
    const program = `use Socket; for my $i (0..999) { socket(my $s, PF_INET, SOCK_DGRAM, 0);
      connect($s, sockaddr_in(9, inet_aton(sprintf("198.%d.%d.1", 18 + int($i / 250), $i % 250)))); send($s, "x", 0); }`;
    ground.host.run("perl", "-e", program);
    const packets = ground.uplinks.map(({ link }, at) => sent(ground, link) - (before[at] ?? 0));
    const all = packets.reduce((sum, each) => sum + each, 0);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const shares = packets.map((each) => (100 * each) / all);
    const off = Math.max(...weights.map((weight, at) => Math.abs((shares[at] ?? 0) - (100 * weight) / total)));
    report({
      row: ROW,
      measure: `${weights.join(":")}: ${shares.map((share) => share.toFixed(1)).join(" : ")} %; furthest off`,
      subject: OURS.name,
      unit: "points",
      value: off,
      reach: REACH,
      judged: off,
      right: all >= 1000,
    });
    await ground.remove();
  }
};

function sent(ground: PlanesGround, link: string): number {
  const [{ stats64 } = {}] = ground.host.json<{ stats64?: { tx: { packets: number } } }>(`-s link show dev ${link}`);
  return stats64?.tx.packets ?? 0;
}
