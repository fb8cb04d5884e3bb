// Policy rules on the wire (struct fib_rule_hdr and FRA_* attributes, linux/fib_rules.h) and in their canonical form.
import { attribute, eachAttribute, familyHeader, latin1 } from "./message.ts";
import type { Request } from "./requests.ts";
import * as k from "./uapi.ts";

/**
 * struct fib_rule_hdr with table 0, then the attributes ordered by type. Left out is what says nothing: a suppressor
 * of -1, and attributes that this program does not know (a later kernel may add some to every rule). Latin1 bytes.
 */
export type Rule = string & { readonly __rule: unique symbol };

const SUPPRESS_NOTHING = "\xff\xff\xff\xff";
/** FRA_PAD, which carries nothing. */
const FRA_PAD = 18;
/** FRA_FLOWLABEL_MASK in Linux 6.14, the last that is known here. */
const FRA_LAST = 27;

/** Decodes the payload of RTM_NEWRULE or RTM_DELRULE; undefined for rules of families other than IPv4 and IPv6. */
export function decodeRule(b: Buffer, start: number, end: number): Rule | undefined {
  if (end - start < k.FIB_RULE_HEADER) return undefined;
  if (b[start] !== k.AF_INET && b[start] !== k.AF_INET6) return undefined;
  const attributes: [number, string][] = [];
  eachAttribute(b, start + k.FIB_RULE_HEADER, end, (type, from, to) => {
    const payload = latin1(b, from, to);
    if (type === 0 || type === FRA_PAD || type > FRA_LAST) return;
    if (type === k.FRA_SUPPRESS_PREFIXLEN && payload === SUPPRESS_NOTHING) return;
    attributes.push([type, attribute(type, payload)]);
  });
  const header = `${latin1(b, start, start + 4)}\0${latin1(b, start + 5, start + k.FIB_RULE_HEADER)}`;
  return joinRule(header, attributes);
}

function joinRule(header: string, attributes: [number, string][]): Rule {
  attributes.sort(([a], [b]) => a - b);
  return (header + attributes.map(([, bytes]) => bytes).join("")) as Rule; // ordered, as the type says
}

export const ruleRequest = (type: number, flags: number, rule: Rule): Request => ({ type, flags, payload: rule });

export const ruleDump = (family: k.Family): Request => ({
  type: k.RTM_GETRULE,
  flags: 0,
  payload: familyHeader(family, k.FIB_RULE_HEADER),
});
