// The routing plane's keys: one route of a table, one rule, or a whole table with the rules that lead to it.
import { bytes32 } from "../../view/bytes.ts";
import { at32, type RouteKey } from "../../view/route.ts";
import type { Rule } from "../../view/rule.ts";
import type { Key } from "../plane.ts";

export const routeKey = (table: number, key: RouteKey): Key => `r${bytes32(table)}${key}`;
export const ruleKey = (rule: Rule): Key => `u${rule}`;
export const tableKey = (table: number): Key => `t${bytes32(table)}`;

export type ParsedKey =
  | { readonly kind: "route"; readonly table: number; readonly key: RouteKey }
  | { readonly kind: "rule"; readonly rule: Rule }
  | { readonly kind: "table"; readonly table: number };

/** Takes apart what one of the functions above made. */
export function parseKey(key: Key): ParsedKey {
  if (key.startsWith("u")) return { kind: "rule", rule: key.slice(1) as Rule }; // made of a Rule
  const table = at32(key, 1);
  // What follows the table was made of a RouteKey.
  return key.startsWith("r") ? { kind: "route", table, key: key.slice(5) as RouteKey } : { kind: "table", table };
}
