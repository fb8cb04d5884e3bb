// An uplink is lost: until balance and the gateway have done the last of what there is to do.
import { setTimeout as sleep } from "node:timers/promises";
import type { Row } from "../result.ts";
import { median, quantile } from "../statistics.ts";
import { OURS } from "../subject.ts";
import { PlanesGround, type Uplink } from "./ground.ts";
import { Witness } from "./witness.ts";

const ROW = "an uplink lost";
const REACH = 5;
/** Connections that are pinned to the uplink, each to be forgotten. */
const FLOWS = 20;
const DESTROYED = /\[DESTROY\]/;

export const uplinkLost: Row = async (plan, report) => {
  const samples = plan.quick ? 10 : 50;
  const ground = new PlanesGround([1, 1, 1, 1, 1, 1, 1, 1]);
  await ground.start(true);
  const witness = new Witness(ground.host);
  await sleep(500);
  const [uplink] = ground.uplinks;
  if (uplink === undefined) throw new Error("no uplink");
  const { link, address } = uplink;

  for (const { measure, lose, regain, event, done } of [
    {
      measure: `carrier: until ${FLOWS} connections are forgotten`,
      lose: `link set p${link} down`,
      regain: `link set p${link} up`,
      event: new RegExp(`^\\d+: ${link}[@:].*NO-CARRIER`),
      done: async () => witness.last(DESTROYED, FLOWS),
    },
    {
      measure: "default route: until group and connections",
      lose: `route del default dev ${link}`,
      regain: "",
      event: new RegExp(`^Deleted default .*dev ${link}`),
      done: async () => Math.max(await witness.first(/group .*resilient/), await witness.last(DESTROYED, FLOWS)),
    },
    {
      measure: "address: until group, nftables, connections",
      lose: `addr del ${address}/24 dev ${link}`,
      regain: `addr add ${address}/24 dev ${link}`,
      event: new RegExp(`^Deleted \\d+: ${link} +inet ${address.replaceAll(".", "\\.")}/`),
      done: async () => Math.max(await witness.first(/^# new generation/), await witness.last(DESTROYED, FLOWS)),
    },
  ]) {
    const times: number[] = [];
    for (let sample = 0; sample < samples; sample += 1) {
      await settled(ground, witness, uplink);
      ground.host.batch(lose);
      const [since, until] = [await witness.first(event), await done()];
      times.push(until - since);
      if (regain !== "") ground.host.batch(regain);
      ground.addDefault(uplink);
    }
    const common = { row: ROW, subject: OURS.name, unit: "ms", right: true } as const;
    const value = median(times);
    report({ ...common, measure: `${measure}, median`, value, reach: REACH, judged: value });
    report({ ...common, measure: "the same, 99th percentile", value: quantile(times, 0.99) });
  }
  witness.end();
  await ground.remove();
};

/** Waits until the uplink is in everything again, and gives it connections. */
async function settled(ground: PlanesGround, witness: Witness, { link, address, table }: Uplink): Promise<void> {
  const isBack = () =>
    ground.balanced().has(link) &&
    ground.host.run("nft", "list", "table", "inet", "multihomed").includes(`snat ip to ${address}`);
  for (const deadline = performance.now() + 10_000; !isBack(); await sleep(20)) {
    if (performance.now() > deadline) throw new Error(`${link} does not come back`);
  }
  const mark = ground.marks().get(table) ?? "";
  for (let flow = 0; flow < FLOWS; flow += 1) {
    const connection = `-p udp -s 192.168.50.${10 + flow} -d 192.0.2.1 --sport 5000 --dport 53 --reply-src 192.0.2.1`;
    const words = `${connection} --reply-dst ${address} --reply-port-src 53 --reply-port-dst ${6000 + flow} -t 600 -m ${mark.split("/")[0]}`;
    ground.host.run("conntrack", "-I", ...words.split(" "));
  }
  await sleep(50);
  witness.forget();
}
