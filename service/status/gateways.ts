// The routers of the main table's default routes, by link: what people call a link's gateway.
import { TABLE_MAIN } from "../../common/numbers.ts";
import { legGateway, type RouteKey, routePrefixLength } from "../view/route.ts";
import { addressText } from "../view/text.ts";
import { FAMILIES, type View } from "../view/view.ts";

/** Whether a change of this key may change what gatewaysOf says. */
export const isDefaultKey = (key: RouteKey): boolean => routePrefixLength(key) <= 1;

/** By ifindex; each router once, IPv4 before IPv6, in the kernel's order. */
export function gatewaysOf(view: View): Map<number, string[]> {
  const gateways = new Map<number, string[]>();
  for (const family of FAMILIES) {
    const main = view.table(family, TABLE_MAIN);
    for (const key of main.keys()) {
      if (!isDefaultKey(key)) continue;
      for (const route of main.get(key)) {
        for (const leg of view.legs(route)) {
          const gateway = legGateway(leg);
          if (gateway === undefined) continue;
          const known = gateways.get(leg.ifindex) ?? [];
          const text = addressText(gateway);
          if (!known.includes(text)) gateways.set(leg.ifindex, [...known, text]);
        }
      }
    }
  }
  return gateways;
}
