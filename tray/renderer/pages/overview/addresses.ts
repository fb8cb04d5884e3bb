// Which of a link's addresses and gateways are shown where there is little room. Pure.

export interface Shown {
  readonly shown: readonly string[];
  /** How many are not shown. */
  readonly more: number;
}

/**
 * The first of each family, without prefix length. Link-local IPv6 addresses lead nowhere and have no rule: they are
 * neither shown nor counted.
 */
export function shownAddresses(addresses: readonly string[]): Shown {
  const plain = addresses
    .map((address) => address.replace(/\/\d+$/, ""))
    .filter((address) => !LINK_LOCAL.test(address));
  return firstOfEach([...new Set(plain)]);
}

/** The first of each family; that of IPv6 is link-local as a rule. */
export function shownGateways(gateways: readonly string[]): Shown {
  return firstOfEach([...new Set(gateways)]);
}

/** fe80::/10 (RFC 4291, 2.5.6). */
const LINK_LOCAL = /^fe[89ab][0-9a-f]:/i;

function firstOfEach(addresses: readonly string[]): Shown {
  const four = addresses.find((address) => !address.includes(":"));
  const six = addresses.find((address) => address.includes(":"));
  const shown = [four, six].filter((address) => address !== undefined);
  return { shown, more: addresses.length - shown.length };
}
