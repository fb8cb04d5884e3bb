// The routing plane's keys: one route of a table, one rule, or a whole table with the rules that lead to it.
import { bytes32 } from "../../view/bytes.ts";
import type { Operation } from "../../view/operation.ts";
import type { RouteKey } from "../../view/route.ts";
import type { Rule } from "../../view/rule.ts";
import type { View } from "../../view/view.ts";
import type { Key, Pause } from "../plane.ts";
import type { Uplinks } from "../uplinks.ts";
import { planRoute, planTable } from "./plan.ts";
import { planRule } from "./plan-rule.ts";

export class TableRoute implements Key {
  readonly id: string;
  readonly large = false;

  constructor(
    readonly table: number,
    readonly key: RouteKey,
  ) {
    this.id = `route ${bytes32(table)}${key}`;
  }

  plan(uplinks: Uplinks, view: View): Iterable<Operation> {
    return planRoute(this.table, this.key, uplinks, view);
  }
}

export class SourceRule implements Key {
  readonly id: string;
  readonly large = false;

  constructor(readonly rule: Rule) {
    this.id = `rule ${rule}`;
  }

  plan(uplinks: Uplinks, view: View): Iterable<Operation> {
    return planRule(this.rule, uplinks, view);
  }
}

export class WholeTable implements Key {
  readonly id: string;
  readonly large = true;

  constructor(readonly table: number) {
    this.id = `table ${table}`;
  }

  plan(uplinks: Uplinks, view: View): Iterable<Operation | Pause> {
    return planTable(this.table, uplinks, view);
  }
}
