// What a bus test imports.
import { type Lab, lab } from "../../kernel/lab/index.ts";
import { Bus } from "./bus.ts";

export { type Agent, type Asked, startAgent } from "./agent.ts";
export { Bus } from "./bus.ts";
export * from "./calls.ts";
export { type Call, CallError, Client, THE_BUS } from "./client.ts";
export { RULES } from "./configuration.ts";
export { CHALLENGE, fakePolkit, NO, POLKIT_CHANGED, type PolkitAnswer, YES } from "./fake-polkit.ts";
export { memory, settled } from "./memory.ts";
export { Mirror } from "./mirror.ts";
export type { Output, Running } from "./process.ts";
export { addLink, addUplink, ruleOf } from "./uplinks.ts";
export { USERS, type User } from "./users.ts";

export interface BusLabOptions {
  /** Milliseconds for the whole test. */
  readonly timeout?: number;
  /** Whether polkitd runs from the beginning. */
  readonly polkit?: boolean;
}

const PROGRAMS = ["dbus-daemon", "busctl", "gdbus", "setpriv", "pkcheck"];

/** A test with a host and a bus of its own. */
export function busLab(name: string, body: (bus: Bus, lab: Lab) => Promise<void>, options: BusLabOptions = {}): void {
  const { timeout = 30_000, polkit = false } = options;
  lab(
    name,
    async (lab) => {
      const bus = await Bus.start(lab);
      if (polkit) await bus.startPolkit();
      await body(bus, lab);
    },
    { timeout, programs: PROGRAMS },
  );
}
