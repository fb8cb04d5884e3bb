// Which of a link's addresses and gateways are shown where there is little room. Pure.
import { isLinkLocal } from "../../../shared/link-local.ts";

export interface Shown {
  readonly shown: readonly string[];
  /** How many are not shown. */
  readonly more: number;
}

/**
 * The first of each family, without prefix length. Those that are link-local are no way out: they are neither shown nor
 * counted.
 */
export function shownAddresses(addresses: readonly string[]): Shown {
  const plain = addresses.map((address) => address.replace(/\/\d+$/, "")).filter((address) => !isLinkLocal(address));
  return firstOfEach([...new Set(plain)]);
}

/** The first of each family; that of IPv6 is link-local as a rule. */
export function shownGateways(gateways: readonly string[]): Shown {
  return firstOfEach([...new Set(gateways)]);
}

function firstOfEach(addresses: readonly string[]): Shown {
  const four = addresses.find((address) => !address.includes(":"));
  const six = addresses.find((address) => address.includes(":"));
  const shown = [four, six].filter((address) => address !== undefined);
  return { shown, more: addresses.length - shown.length };
}
