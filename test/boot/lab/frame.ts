// The frame of every boot test: a machine with two uplinks whose routers give addresses by DHCP, and an end that leaves
// nothing behind, whatever becomes of the test.
import { test } from "node:test";
import { type Lab, lab, type Network, network, within } from "../../kernel/lab/index.ts";
import { requireAll, unmetRequirement } from "../../kernel/lab/requirements.ts";
import { type DhcpServer, serveDhcp } from "./dhcp.ts";
import { Machine } from "./machine.ts";
import { rootFileSystem } from "./root.ts";

const PROGRAMS = ["systemd-nspawn", "debootstrap", "dnsmasq", "nsenter", "unshare", "flock", "ss", "dpkg-deb"];
const TIMEOUT = 60_000;
/** How much of the journal a failed test shows. */
const LOG_LINES = 60;

export interface MachineOptions {
  /** Milliseconds for the whole test. */
  readonly timeout?: number;
}

export interface Surroundings extends Pick<Network, "uplinks"> {
  /** Those of u1 and u2. */
  readonly dhcp: readonly [DhcpServer, DhcpServer];
}

type Body = (machine: Machine, surroundings: Surroundings) => Promise<void>;

/** A test with a machine of its own, still switched off, with links u1 and u2 plugged in. */
export function machine(name: string, body: Body, options: MachineOptions = {}): void {
  const lower = preparedRoot();
  if (lower instanceof Error && !requireAll()) {
    test(name, { skip: lower.message }, () => {});
    return;
  }
  const timeout = options.timeout ?? TIMEOUT;
  const run = async (it: Lab) => {
    if (lower instanceof Error) throw lower;
    const { laptop, server, uplinks } = network(it, { bare: true });
    const machine = new Machine({ laptop, server, uplinks }, lower);
    const dhcp = await Promise.all([serveDhcp(uplinks[0]), serveDhcp(uplinks[1])]);
    try {
      await within(timeout, "end of the test", body(machine, { uplinks, dhcp }));
    } catch (error) {
      if (error instanceof Error) error.message += `\n\nThe journal's end:\n${machine.lastWords(LOG_LINES)}`;
      throw error;
    } finally {
      await machine.kill();
    }
  };
  lab(name, run, { timeout: timeout + 30_000, programs: PROGRAMS });
}

let prepared: string | Error | undefined;

/** Once a process; why not where that is not possible. */
function preparedRoot(): string | Error {
  if (prepared !== undefined) return prepared;
  const unmet = unmetRequirement(PROGRAMS);
  try {
    prepared = unmet === undefined ? rootFileSystem() : new Error(unmet);
  } catch (error) {
    prepared = error instanceof Error ? error : new Error(String(error));
  }
  return prepared;
}
