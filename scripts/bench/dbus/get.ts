// Trivial calls, beside the same to systemd-hostnamed on the same bus, in turns through the same client.
import { existsSync } from "node:fs";
import type { Call, Connection } from "../../../common/bus/connection.ts";
import { Daemon, programVersion } from "../../lab/daemon.ts";
import { forEach, type Result, type Row } from "../result.ts";
import { median, quantile } from "../statistics.ts";
import { OURS } from "../subject.ts";
import {
  atOnce,
  GET_KERNEL_NAME,
  GET_VERSION,
  oneByOne,
  PING,
  PING_BUS,
  PING_HOSTNAMED,
  times,
  value,
} from "./calls.ts";
import { withService } from "./served.ts";

const ROW = "D-Bus call";
const REACH = 2;
const HOSTNAMED = ["/usr/lib/systemd/systemd-hostnamed", "/lib/systemd/systemd-hostnamed"];
const OUTSTANDING = 64;
/** Calls of one subject before it is the other's turn. */
const TURN = { oneByOne: 200, atOnce: 2000 };
const WARM_UP = 5000;

interface Pair {
  readonly name: string;
  readonly ours: Call;
  readonly theirs: Call;
  readonly reach?: number;
}

const PAIRS: readonly Pair[] = [
  { name: "Get", ours: GET_VERSION, theirs: GET_KERNEL_NAME, reach: REACH },
  { name: "Ping", ours: PING, theirs: PING_HOSTNAMED },
];

export const trivialCalls: Row = async (plan, report) => {
  const turns = plan.quick ? 10 : 100;
  await forEach({ ...plan, subjects: [OURS] }, ROW, async (subject) => {
    await withService({}, async ({ ground, bus, client }) => {
      const hostnamed = HOSTNAMED.find((file) => existsSync(file));
      if (hostnamed === undefined) throw new Error("needs systemd-hostnamed to compare with");
      const command = ["env", `DBUS_SYSTEM_BUS_ADDRESS=${bus.address}`, hostnamed];
      const other = new Daemon(ground.host, command, "/run/hostnamed.log");
      await warmUp(client, other);
      const right =
        programVersion().includes(String(await value(client, GET_VERSION))) &&
        (await value(client, GET_KERNEL_NAME)) === "Linux";
      const common = { row: ROW, subject: subject.name, right };

      for (const { name, ours, theirs, reach } of PAIRS) {
        const [own, others] = await inTurns(turns, [ours, theirs], (call) => oneByOne(client, call, TURN.oneByOne));
        const [typical, baseline] = [median(own.flat()), median(others.flat())];
        const judge = reach === undefined ? {} : { reach, judged: typical / baseline };
        report({ ...common, measure: `${name}, median; / hostnamed`, ...against("µs", typical, baseline), ...judge });
        const [p99, baseline99] = [quantile(own.flat(), 0.99), quantile(others.flat(), 0.99)];
        report({ ...common, measure: `${name}, 99th percentile; / hostnamed`, ...against("µs", p99, baseline99) });
        const rates = await inTurns(turns / 2, [ours, theirs], (call) => rate(client, call));
        const [rateOwn, rateOthers] = [median(rates[0]), median(rates[1])];
        const measure = `${name}, ${OUTSTANDING} outstanding; / hostnamed`;
        report({ ...common, measure, ...against("calls/s", rateOwn, rateOthers) });
      }
      const floor = median(await oneByOne(client, PING_BUS, turns * TURN.oneByOne));
      report({ ...common, measure: "Ping of the bus itself, median", unit: "µs", value: floor });
      await other.end("SIGTERM");
    });
  });
};

/** Until all are compiled that can be. */
async function warmUp(client: Connection, other: Daemon): Promise<void> {
  for (const call of [GET_VERSION, GET_KERNEL_NAME, PING, PING_HOSTNAMED, PING_BUS]) {
    let tries = 0;
    for (;;) {
      const errors = await atOnce(client, 1, times(1, call));
      if (errors === 0) break;
      tries += 1;
      if (tries === 500 || !other.running) throw new Error(`${call.destination} does not answer; ${other.said}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await atOnce(client, OUTSTANDING, times(WARM_UP, call));
    await oneByOne(client, call, WARM_UP);
  }
}

/** What `measure` says of each call, `turns` times in turns, so that what disturbs one disturbs the other. */
async function inTurns<T>(
  turns: number,
  [ours, theirs]: readonly [Call, Call],
  measure: (call: Call) => Promise<T>,
): Promise<[T[], T[]]> {
  const [own, others]: [T[], T[]] = [[], []];
  for (let turn = 0; turn < turns; turn += 1) {
    if (turn % 2 === 0) own.push(await measure(ours));
    others.push(await measure(theirs));
    if (turn % 2 === 1) own.push(await measure(ours));
  }
  return [own, others];
}

/** Calls a second. */
async function rate(client: Connection, call: Call): Promise<number> {
  const since = performance.now();
  const errors = await atOnce(client, OUTSTANDING, times(TURN.atOnce, call));
  if (errors > 0) throw new Error(`${errors} of ${TURN.atOnce} calls were refused`);
  return (TURN.atOnce * 1000) / (performance.now() - since);
}

function against(unit: Result["unit"], value: number, baseline: number) {
  return { unit, value, baseline, ratio: value / baseline };
}
