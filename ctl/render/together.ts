// What concerns all uplinks together, a line each: how unbound connections are spread, and what is forwarded.
import type { Balance, Gateway, Service, Share } from "../../common/client/domain.ts";
import { printable } from "../../common/printable.ts";
import { listText, NOTHING } from "./words.ts";

export function renderTogether({ balance, gateway }: Service): string[] {
  const lines: string[] = [];
  if (balance !== undefined) lines.push(`balance: ${balanceText(balance)}`);
  if (gateway !== undefined) lines.push(`gateway: ${gatewayText(gateway)}`);
  return lines;
}

/** "IPv4 u1 25 %, u2 75 %; IPv6 u1 100 %, by flow". */
function balanceText({ shares, hash }: Balance): string {
  const families = ([4, 6] as const).flatMap((family) => {
    const own = shares.filter((share) => share.family === family);
    return own.length === 0 ? [] : [`IPv${family} ${sharesText(own)}`];
  });
  const spread = families.length === 0 ? "no uplink with a weight has a way out" : families.join("; ");
  return `${spread} (by ${printable(hash)})`;
}

function sharesText(shares: readonly Share[]): string {
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  const percent = (weight: number) => `${Math.round((100 * weight) / total)} %`;
  return shares.map(({ interface: name, weight }) => `${printable(name)} ${percent(weight)}`).join(", ");
}

function gatewayText({ inside, translateIpv6 }: Gateway): string {
  const links = inside.length === 0 ? NOTHING : listText(inside);
  return `forwards what comes from ${links}${translateIpv6 ? ", and translates IPv6 too" : ""}`;
}
