// The rules that lead the traffic of programs that bind to nothing to the table of balance, and only that. Pure.
import { PROTOCOL_MULTIHOMED, TABLE_MAIN } from "../../../common/numbers.ts";
import type { Balance } from "../../config/config.ts";
import { addressFamily, isLinkLocal6 } from "../../view/address.ts";
import { isMarkRule, isSourceRule, type Rule, ruleFamily, ruleSource, sourceRule, tableRule } from "../../view/rule.ts";
import { AF_INET, AF_INET6, type Family, type View } from "../../view/view.ts";
import { isSourceOf } from "../sources.ts";
import type { Uplink, Uplinks } from "../uplinks.ts";
import { objectsOf } from "./objects.ts";
import { desiredDefault } from "./routes.ts";

/** Whether a rule of ours is this plane's. */
export const isBalanceRule = (rule: Rule): boolean => !isMarkRule(rule) && !isSourceRule(rule);

/** What main knows a way to, other than everywhere, goes that way: VPNs, containers, the links' own networks. */
const mainRule = (family: Family, { priority }: Balance): Rule =>
  tableRule({ family, table: TABLE_MAIN, priority, protocol: PROTOCOL_MULTIHOMED, suppressPrefixLength: 0 });

/** All else is spread. */
const tableOnly = (family: Family, { table, priority }: Balance): Rule =>
  tableRule({ family, table, priority: priority + 1, protocol: PROTOCOL_MULTIHOMED });

/** In front of both. Which rules there are of a family. */
export const leadingRules = (family: Family, balance: Balance): readonly [Rule, Rule] => [
  mainRule(family, balance),
  tableOnly(family, balance),
];

/** A program that is bound to an address (latin1 bytes) that is no uplink's keeps to the main table. */
export const boundRule = (local: string, { priority }: Balance): Rule =>
  sourceRule(local, TABLE_MAIN, priority - 1, PROTOCOL_MULTIHOMED);

export function isDesiredRule(rule: Rule, uplinks: Uplinks, view: View): boolean {
  const { balance } = uplinks;
  if (balance === undefined) return false;
  const local = ruleSource(rule);
  if (local !== undefined) return rule === boundRule(local, balance) && keepsToMain(local, uplinks, view);
  const family = ruleFamily(rule) === AF_INET ? AF_INET : AF_INET6;
  // Without a route behind them they would only cost time.
  const leads = desiredDefault(family, objectsOf(uplinks, view), uplinks) !== undefined;
  return leads && leadingRules(family, balance).includes(rule);
}

/** Every address that may need a rule; some of them more than once. */
export function* boundAddresses(view: View): Generator<string> {
  for (const { local } of view.allAddresses()) if (isBindable(local)) yield local;
}

/** Link-local addresses are nothing without a link, and loopback addresses never leave the host (RFC 1122, 3.2.1.3). */
const isBindable = (local: string): boolean =>
  addressFamily(local) === AF_INET ? local.charCodeAt(0) !== 127 : !isLinkLocal6(local) && local !== LOOPBACK6;

const LOOPBACK6 = `${"\0".repeat(15)}\x01`;

/** Whether packets from this address would be spread by the rules of balance, though a program chose the address. */
function keepsToMain(local: string, uplinks: Uplinks, view: View): boolean {
  if (!isBindable(local)) return false;
  for (const { index, name } of view.links.values()) {
    if (!view.withLocal(index, local).some(({ tentative }) => !tentative)) continue;
    const onLink = uplinks.onLink.get(name) ?? [];
    if (!onLink.some((uplink) => keeps(uplink, local, uplinks, view))) return true;
  }
  return false;
}

/** Whether the uplink's own rule answers for all packets from an address, before those of balance are asked. */
const keeps = (uplink: Uplink, local: string, uplinks: Uplinks, view: View): boolean =>
  uplink.guard && uplink.priority < (uplinks.balance?.priority ?? 0) - 1 && isSourceOf(uplink, local, uplinks, view);
