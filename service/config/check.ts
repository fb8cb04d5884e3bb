// What no single source can see: that two assignments contradict each other, or the numbers around them.
import { MultihomedError } from "../../common/errors.ts";
import { PRIORITY_MAIN } from "../../common/numbers.ts";
import type { Balance, Config, Uplink } from "./config.ts";

/** Where an assignment of the command line comes from. */
export const COMMAND_LINE = "command line";

/** Throws where one source assigns an interface twice, unless each time with another gateway. */
export function checkOnce(uplinks: readonly Uplink[]): void {
  const seen = new Map<string, Uplink[]>();
  for (const uplink of uplinks) {
    const others = seen.get(uplink.interface) ?? [];
    seen.set(uplink.interface, [...others, uplink]);
    const twin = others.find((other) => !isOtherGateway(uplink, other));
    if (twin !== undefined) {
      const expected = `expected once${(uplink.gateway ?? twin.gateway) ? ", or each time with another gateway" : ""}`;
      refuse(
        uplink,
        `interface: ${uplink.interface} is assigned at ${twin.origin} too, to table ${twin.table}; ${expected}`,
      );
    }
  }
}

/** Throws where two uplinks, or an uplink and balance, have the same table. */
export function checkTables({ uplinks, balance }: Config): void {
  const seen = new Map<number, Uplink>();
  for (const uplink of uplinks) {
    if (uplink.table === "auto") continue;
    const owner = seen.get(uplink.table);
    const table = `table: ${uplink.table}`;
    if (owner !== undefined) {
      const whose = `${owner.interface} at ${owner.origin}`;
      refuse(uplink, `${table} is assigned to ${whose} too; expected a table of its own for ${uplink.interface}`);
    }
    if (balance.enabled && uplink.table === balance.table) {
      refuse(uplink, `${table} is balance.table; expected a table of its own for ${uplink.interface}`);
    }
    seen.set(uplink.table, uplink);
  }
}

/** Throws where an uplink is one of the links whose hosts are sent out by the uplinks. */
export function checkInside({ uplinks, gateway }: Config): void {
  const inside = gateway.enabled ? gateway.inside : [];
  const uplink = uplinks.find(({ interface: name }) => inside.includes(name));
  if (uplink === undefined) return;
  refuse(uplink, `interface: ${uplink.interface} is one of gateway.inside; expected an uplink or an inside, not both`);
}

/** What is allowed, but hardly what is wanted. */
export function doubts({ uplinks, balance, gateway }: Config): string[] {
  const found = uplinks.flatMap((uplink) => {
    const priority = uplink.priority ?? uplink.table;
    if (priority === "auto") return [];
    const inFront = inFrontOf(priority, balance);
    if (inFront === undefined) return [];
    return [`${uplink.origin}: priority: ${priority} of ${uplink.interface} stands behind ${inFront}; set one below`];
  });
  if (balance.enabled && !uplinks.some(({ weight }) => weight !== undefined)) {
    found.push(
      "balance.enabled: no uplink has a weight, so that nothing is spread; give those a weight that are to share",
    );
  }
  if (gateway.enabled && gateway.inside.length === 0) {
    found.push("gateway.inside: empty, so that nothing is forwarded; name the links where the other hosts are");
  }
  return found;
}

/** Which rule keeps an uplink's rules of this priority from being asked. */
function inFrontOf(priority: number, balance: Balance): string | undefined {
  if (priority >= PRIORITY_MAIN) return `the main table's rule (${PRIORITY_MAIN}), which answers first`;
  const first = balance.priority - 1;
  return balance.enabled && priority >= first
    ? `the rules of balance (from ${first} on), which answer first`
    : undefined;
}

function isOtherGateway(one: Uplink, other: Uplink): boolean {
  return one.gateway !== undefined && other.gateway !== undefined && one.gateway !== other.gateway;
}

function refuse(uplink: Uplink, why: string): never {
  throw new MultihomedError(uplink.origin === COMMAND_LINE ? "usage" : "configuration", `${uplink.origin}: ${why}`);
}
