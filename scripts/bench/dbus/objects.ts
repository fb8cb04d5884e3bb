// GetManagedObjects with many links.
import { setTimeout as sleep } from "node:timers/promises";
import { LINK } from "../../../common/bus/contract.ts";
import { linkPath } from "../../../common/bus/object-path.ts";
import { forEach, type Row } from "../result.ts";
import { median } from "../statistics.ts";
import { OURS } from "../subject.ts";
import { GET_MANAGED_OBJECTS, get, oneByOne, SERVICE } from "./calls.ts";
import { answered, type Served, startService, withService } from "./served.ts";

const LINKS = 1000;
const ROW = "GetManagedObjects, 1,000 links";
const REACH = 100;
const QUIET = 20;
const SETTLE = 500;

export const managedObjects: Row = async (plan, report) => {
  const samples = plan.quick ? 10 : 100;
  await forEach({ ...plan, subjects: [OURS] }, ROW, async (subject) => {
    await withService({ links: LINKS }, async (served) => {
      const { client } = served;
      const first = await milliseconds(served);
      const all: number[] = [];
      for (let i = 0; i < samples; i += 1) {
        await sleep(QUIET);
        all.push(await milliseconds(served));
      }
      const right = await isComplete(served);
      const index = get({ ...SERVICE, path: linkPath("u1") }, LINK.name, "Index");
      const single = median(await oneByOne(client, index, samples * 10));
      const firsts = await afterRestarts(served, plan.quick ? 3 : 10);
      const common = { row: ROW, subject: subject.name, unit: "ms", right } as const;
      const judged = (value: number) => ({ value, reach: REACH, judged: value });
      report({ ...common, measure: "first call, of a first client", value: first });
      report({ ...common, measure: `median of ${samples}`, ...judged(median(all)) });
      report({ ...common, measure: `longest of ${samples}`, ...judged(Math.max(...all)) });
      report({ ...common, measure: "first call after a start, median", ...judged(median(firsts)) });
      report({ ...common, measure: "Get of one link's index, median", unit: "µs", value: single });
    });
  });
};

/** Of the first call to a service that has just started; our side has made many by now. */
async function afterRestarts({ ground, bus, client, daemon }: Served, count: number): Promise<number[]> {
  const firsts: number[] = [];
  let running = daemon;
  for (let i = 0; i < count; i += 1) {
    await running.end("SIGTERM");
    running = startService(ground, bus.address);
    await answered(client, running);
    await sleep(SETTLE);
    firsts.push(await milliseconds({ client }));
  }
  await running.end("SIGTERM");
  return firsts;
}

async function milliseconds({ client }: Pick<Served, "client">): Promise<number> {
  const [time = 0] = await oneByOne(client, GET_MANAGED_OBJECTS, 1);
  return time / 1000;
}

/** Whether there is an object for each link, each with the index that the kernel says, and no other. */
async function isComplete({ ground, client }: Served): Promise<boolean> {
  const [objects] = await client.call(GET_MANAGED_OBJECTS);
  if (!(objects instanceof Map)) return false;
  const links = ground.host.json<{ ifname: string; ifindex: number }>("link show");
  const index = (name: string): unknown => objects.get(linkPath(name))?.get(LINK.name)?.get("Index")?.value;
  return (
    links.length > LINKS &&
    objects.size === links.length &&
    links.every(({ ifname, ifindex }) => index(ifname) === ifindex)
  );
}
