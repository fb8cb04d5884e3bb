// Resident memory after a million calls, of all kinds and by clients that come and go, beside after ten thousand.
import { setTimeout as sleep } from "node:timers/promises";
import type { Call } from "../../../common/bus/connection.ts";
import { INTROSPECTABLE, LINK, MANAGER, PROPERTIES } from "../../../common/bus/contract.ts";
import { linkPath } from "../../../common/bus/object-path.ts";
import { forEach, type Row } from "../result.ts";
import { OURS } from "../subject.ts";
import { residentMegabytes } from "../usage.ts";
import { atOnce, GET_MANAGED_OBJECTS, GET_VERSION, get, PING, SERVICE } from "./calls.ts";
import { type Served, withService } from "./served.ts";

const ROW = "memory after many calls";
const REACH = 1.1;
const FEW = 10_000;
const LINKS = 10;
const OUTSTANDING = 16;
/** Until memory is read: time for a garbage collection. */
const QUIET = 5000;
/** Then another client goes on. */
const CALLS_OF_A_CLIENT = 10_000;

const U1 = { ...SERVICE, path: linkPath("u1") };
const GET_ALL = { interface: PROPERTIES.name, member: "GetAll", signature: "s" };

const GOOD: readonly Call[] = [
  GET_VERSION,
  get(SERVICE, MANAGER.name, "State"),
  get(SERVICE, MANAGER.name, "Problems"),
  get(U1, LINK.name, "Addresses"),
  get(U1, LINK.name, "RxBytes"),
  get(U1, LINK.name, "Options"),
  PING,
  { ...U1, ...GET_ALL, body: [LINK.name] },
  { ...SERVICE, ...GET_ALL, body: [""] },
  { ...SERVICE, interface: MANAGER.name, member: "GetLink", signature: "s", body: ["u1"] },
  { ...SERVICE, interface: INTROSPECTABLE.name, member: "Introspect" },
  { ...U1, interface: INTROSPECTABLE.name, member: "Introspect" },
  GET_MANAGED_OBJECTS,
];
/** Each is answered with an error. */
const BAD: readonly Call[] = [
  { ...SERVICE, interface: MANAGER.name, member: "Nothing" },
  { ...SERVICE, interface: MANAGER.name, member: "Assign", signature: "s", body: ["u1"] },
  { ...SERVICE, interface: MANAGER.name, member: "Assign", signature: "sua{sv}", body: ["u1", 254, new Map()] },
  { ...SERVICE, path: linkPath("absent"), interface: PROPERTIES.name, member: "GetAll", signature: "s", body: [""] },
  get(U1, LINK.name, "Nothing"),
];
const MIX = [...GOOD, ...BAD];

export const memoryAfterCalls: Row = async (plan, report) => {
  const many = plan.quick ? 100_000 : 1_000_000;
  await forEach({ ...plan, subjects: [OURS] }, ROW, async (subject) => {
    await withService({ links: LINKS }, async (served) => {
      const errorsOfFew = await callTimes(served, 0, FEW);
      await sleep(QUIET);
      const baseline = residentMegabytes(served.daemon.pid);
      const since = performance.now();
      const errors = errorsOfFew + (await callTimes(served, FEW, many));
      const seconds = (performance.now() - since) / 1000;
      await sleep(QUIET);
      const value = residentMegabytes(served.daemon.pid);
      const expected = Array.from({ length: many }, (_, i) => i % MIX.length).filter((at) => at >= GOOD.length).length;
      const common = { row: ROW, subject: subject.name, right: errors === expected };
      const ratio = value / baseline;
      const measure = `after ${many}; / after ${FEW}`;
      report({ ...common, measure, unit: "MB", value, baseline, ratio, reach: REACH, judged: ratio });
      const rate = (many - FEW) / seconds;
      report({ ...common, measure: `the mix, ${OUTSTANDING} outstanding`, unit: "calls/s", value: rate });
    });
  });
};

/** Makes the calls number from..to-1; resolves with the number of those that were answered with an error. */
async function callTimes({ bus }: Served, from: number, to: number): Promise<number> {
  let errors = 0;
  for (let begin = from; begin < to; begin += CALLS_OF_A_CLIENT) {
    const client = await bus.connect();
    let i = begin;
    const end = Math.min(to, begin + CALLS_OF_A_CLIENT);
    errors += await atOnce(client, OUTSTANDING, () => {
      const call = i < end ? MIX[i % MIX.length] : undefined;
      i += 1;
      return call;
    });
    await client.close();
  }
  return errors;
}
