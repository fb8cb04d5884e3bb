// Which rules lead packets from which address of a link to its table, and why an address has none. Pure.
import type { Link } from "../../../../../common/client/domain.ts";
import { isLinkLocal6 } from "../../../../shared/link-local.ts";

export interface Rule {
  /** As "ip rule" lists it. */
  readonly text: string;
  /** An address, a prefix, or "all". */
  readonly from: string;
  /** Number or name; absent where the rule leads to none. */
  readonly table?: string;
}

/** Why an address has no rule. "pending": it should have one. */
export type Reason = "not-used" | "link-local" | "other-family" | "pending";

export interface AddressRules {
  /** "10.1.0.2/24". */
  readonly address: string;
  readonly rules: readonly Rule[];
  /** Where it has no rule. */
  readonly reason?: Reason;
}

export interface Ruled {
  readonly addresses: readonly AddressRules[];
  /** What leads to its tables otherwise: by marks, or from an address that has just gone. */
  readonly others: readonly string[];
  /** More than one: the link is several uplinks. */
  readonly tables: readonly string[];
}

/** Undefined for what is no rule by a source. */
export function parseRule(text: string): Rule | undefined {
  const [, from, rest = ""] = /^\d+:\s+from (\S+)(.*)$/.exec(text) ?? [];
  if (from === undefined) return undefined;
  const [, table] = / lookup (\S+)/.exec(rest) ?? [];
  return table === undefined ? { text, from } : { text, from, table };
}

/** A rule "from all" is there for each family, and is said once. */
export function ruled(link: Pick<Link, "addresses" | "assigned" | "options">, texts: readonly string[]): Ruled {
  const distinct = [...new Set(texts)];
  const parsed = distinct.map((text) => ({ text, rule: parseRule(text) }));
  const bySource = new Map<string, Rule[]>();
  for (const { rule } of parsed) {
    if (rule === undefined) continue;
    const beside = bySource.get(rule.from);
    if (beside === undefined) bySource.set(rule.from, [rule]);
    else beside.push(rule);
  }
  const used = new Set<string>();
  // With two peers an address is there twice.
  const addresses = [...new Set(link.addresses)].map((address): AddressRules => {
    const local = address.replace(/\/.*$/, "");
    const rules = bySource.get(local) ?? [];
    for (const { text } of rules) used.add(text);
    return rules.length > 0 ? { address, rules } : { address, rules, reason: reasonOf(local, link) };
  });
  const tables = new Set(parsed.flatMap(({ rule }) => rule?.table ?? []));
  return { addresses, others: distinct.filter((text) => !used.has(text)), tables: [...tables] };
}

function reasonOf(local: string, { assigned, options }: Pick<Link, "assigned" | "options">): Reason {
  if (!assigned) return "not-used";
  // The service makes no rule for what cannot be a source beyond the link.
  if (isLinkLocal6(local)) return "link-local";
  const { gateway } = options;
  const other = gateway !== undefined && isAddress6(gateway) !== isAddress6(local);
  return other ? "other-family" : "pending";
}

const isAddress6 = (address: string): boolean => address.includes(":");
