// What the gateway translates, and which connections end with an uplink because of that. Pure.
import { type Pinned, pinnedName } from "../../view/kept.ts";
import { AF_INET, AF_INET6, type Family, type View } from "../../view/view.ts";
import type { Uplinks } from "../uplinks.ts";
import { bestDefault } from "../way-out.ts";
import { pinnedNow, translatedAddress } from "./address.ts";
import { marksOf } from "./marks.ts";
import type { Member } from "./members.ts";

/** Connections of one family by one uplink, which are to have an address of its. */
export interface Translation {
  readonly member: Member;
  readonly family: Family;
  /** Undefined: it has none. */
  readonly address: string | undefined;
}

/** IPv4 always; IPv6 where that is asked for. */
export function translationsOf(members: readonly Member[], uplinks: Uplinks, view: View): Translation[] {
  return members.flatMap((member) =>
    member.families
      .filter((family) => isTranslated(family, uplinks))
      .map((family) => {
        const address = translatedAddress(member.uplink, family, member.mark, uplinks, view);
        return { member, family, address };
      }),
  );
}

const isTranslated = (family: Family, { gateway }: Uplinks): boolean =>
  family === AF_INET || gateway?.translateIpv6 === true;

/** By the address; of what is not translated, nothing but the mark says whose it is. */
export function pinnedBy(
  translations: readonly Translation[],
  members: readonly Member[],
  uplinks: Uplinks,
  view: View,
): Pinned[] {
  const { mask } = marksOf(uplinks);
  const of = ({ mark, uplink }: Member, family: Family): Pinned => ({ mark, mask, family, link: uplink.interface });
  const byAddress = translations.flatMap(({ member, family, address }): Pinned[] =>
    address === undefined ? [] : [{ ...of(member, family), address }],
  );
  if (isTranslated(AF_INET6, uplinks)) return byAddress;
  const before = new Set(pinnedNow(view).map(pinnedName));
  // An uplink that never led anywhere has none that could be lost with it.
  const untranslated = members.filter(
    (member) =>
      member.families.includes(AF_INET6) &&
      (bestDefault(member.uplink, AF_INET6, view) !== undefined || before.has(pinnedName(of(member, AF_INET6)))),
  );
  return [...byAddress, ...untranslated.map((member) => of(member, AF_INET6))];
}
