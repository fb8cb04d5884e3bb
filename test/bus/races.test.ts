// Many clients that assign and release the same few links at once, and stops in the middle of it: each call has one clear end,
// and kernel, properties and what is remembered are one.
import assert from "node:assert/strict";
import { BUS_NAME } from "../../common/bus/contract.ts";
import { eventually, ours, rules } from "../kernel/lab/index.ts";
import { Random } from "../kernel/property/random.ts";
import {
  addUplink,
  assignCall,
  type Bus,
  busLab,
  type Call,
  linkProperties,
  linkReleaseCall,
  managerCall,
  releaseCall,
  ruleOf,
  TEMPORARY,
} from "./lab/index.ts";

const CLIENTS = 8;
const CALLS = 40;
const LINKS = [1, 2, 3, 4] as const;
/** What such calls may end with besides being done; anything else is a fault. */
const EXPECTED = /\.(TableInUse|NotAssigned)$/;

busLab(
  "eight clients that assign and release the same four links: kernel, properties and memory agree in the end",
  async (bus) => {
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
    for (const n of LINKS) addUplink(bus, n);
    const daemon = await bus.service();
    const clients = await Promise.all(Array.from({ length: CLIENTS }, () => bus.client()));
    const done = new Map<string, number>();
    await Promise.all(
      clients.map(async (client, index) => {
        const random = new Random(seed + index);
        for (let count = 0; count < CALLS; count++) {
          const { type, errorName = "" } = await client.reply(anyCall(random));
          if (type === "error") assert.match(errorName, EXPECTED, `SEED=${seed}`);
          done.set(errorName, (done.get(errorName) ?? 0) + 1);
        }
      }),
    );
    assert.ok((done.get("") ?? 0) > CALLS, `SEED=${seed}: ${[...done].join(" ")}`);
    const before = await state(bus);
    assert.deepEqual(rules(bus.host, 4), expectedRules(before), `SEED=${seed}`);
    const kernel = ours(bus.host);
    await daemon.kill9();
    await bus.service();
    await eventually(async () => assert.deepEqual(await state(bus), before, `SEED=${seed}`));
    await eventually(() => assert.deepEqual(ours(bus.host), kernel, `SEED=${seed}`));
  },
  { timeout: 60_000 },
);

busLab(
  "a stop in the middle of calls: the end is clean, nothing stays in the kernel, and what was answered is remembered",
  async (bus) => {
    for (const n of LINKS) addUplink(bus, n);
    for (let round = 0; round < 4; round++) {
      const daemon = await bus.service();
      const client = await bus.client();
      const answered = new Map<string, number>();
      for (let count = 0; count < 24; count++) {
        const [name, table] = [`u${(count % 4) + 1}`, 1000 + round * 100 + count];
        const serial = client.send({ type: "call", destination: BUS_NAME, ...assignCall(name, table) });
        void client.replyTo(serial).then(({ type }) => {
          if (type === "return") answered.set(name, table);
        });
      }
      await eventually(() => assert.ok(answered.size > round, `${answered.size} answers`), { interval: 0 });
      await daemon.stop();
      assert.deepEqual(ours(bus.host), []);
      const promised = new Map(answered);
      const again = await bus.service();
      const now = await state(bus);
      for (const [name, table] of promised) {
        const is = now.get(name) ?? 0;
        assert.ok(is >= table, `${name} was assigned to ${table}, and has ${is} after the restart`);
      }
      await eventually(() => assert.deepEqual(rules(bus.host, 4), expectedRules(now)));
      await again.stop();
    }
  },
);

function anyCall(random: Random): Call {
  const n = random.pick([...LINKS]);
  const table = random.chance(0.2) ? 0 : 1000 + random.int(0, 7);
  const options = random.chance(0.3) ? TEMPORARY : {};
  return random.pick<() => Call>([
    () => assignCall(`u${n}`, table, options),
    () => assignCall(`u${n}`, table, options),
    () => releaseCall(`u${n}`, options),
    () => linkReleaseCall(`u${n}`, options),
    () => managerCall("Reload"),
    () => managerCall("Reconcile"),
  ])();
}

/** The table of every link; 0 where it is not assigned. */
async function state(bus: Bus): Promise<ReadonlyMap<string, number>> {
  const client = await bus.client();
  const entries = LINKS.map(async (n) => {
    const link = await linkProperties(client, `u${n}`);
    return [`u${n}`, Number(link?.Table)] as const;
  });
  return new Map(await Promise.all(entries));
}

const expectedRules = (tables: ReadonlyMap<string, number>): string[] =>
  LINKS.flatMap((n) => {
    const table = tables.get(`u${n}`) ?? 0;
    return table === 0 ? [] : [ruleOf(n, table)];
  }).sort();
