// What the loop tells people: each change to the kernel once, refusals when they begin, and who is being fought with.
import { describeFailure, type Failure } from "./netlink/requests.ts";
import type { Uplinks } from "./planes/uplinks.ts";
import type { Log } from "./system/log.ts";
import type { Operation } from "./view/operation.ts";
import { ruleTable } from "./view/rule.ts";
import { familyFlag, routeText, ruleText } from "./view/text.ts";
import type { View } from "./view/view.ts";

/** So many routes are told one by one, unless debugging; then their number is enough. */
const ROUTES_TOLD = 16;
/** So many refusals are remembered, so as to tell each once. */
const REFUSALS_KNOWN = 10_000;

export class Report {
  /** Keys that someone keeps deleting, and the table that they belong to. */
  readonly #contended = new Map<string, number>();
  /** What the kernel refused and was told, and why. */
  readonly #refused = new Map<string, string>();
  readonly #names = new Map<number, string>();
  #routesTold = 0;
  /** Routes that were not told one by one, by what happened to them. */
  readonly #untold = new Map<string, number>();

  constructor(
    private readonly view: View,
    private readonly log: Log,
    private readonly uplinks: () => Uplinks,
  ) {}

  carriedOut(steps: readonly { readonly operation: Operation }[]): void {
    for (const { operation } of steps) {
      if (this.#refused.size > 0) this.#refused.delete(refusalOf(operation));
      if (operation.kind === "route" && this.#routesTold++ >= ROUTES_TOLD && !this.log.enabled("debug")) {
        const what = `${this.#where(operation)}: ${DONE[operation.verb]}`;
        this.#untold.set(what, (this.#untold.get(what) ?? 0) + 1);
      } else if (this.log.enabled("info")) {
        this.log.info(`${this.#where(operation)}: ${this.describe(operation)}`);
      }
    }
  }

  /** All is as wanted but for what the kernel refuses. */
  converged(failing: number): void {
    for (const [what, number] of this.#untold) this.log.info(`${what} ${number} more routes`);
    this.#untold.clear();
    this.#routesTold = 0;
    if (failing === 0) this.#refused.clear();
  }

  refused(operation: Operation, failure: Failure, times: number): void {
    const what = this.describe(operation);
    const why = describeFailure(failure);
    if (this.#refused.get(refusalOf(operation)) === why) {
      this.log.debug(`${this.#where(operation)}: the kernel refuses (${times} times): ${what}: ${why}`);
      return;
    }
    if (this.#refused.size >= REFUSALS_KNOWN) this.#refused.clear(); // some are told once more; memory is bounded
    this.#refused.set(refusalOf(operation), why);
    // An address whose detection of duplicates is not over yet is refused as preferred source: nothing to worry about.
    const tell = times === 1 && failure.code === "EINVAL" ? "info" : "warning";
    this.log[tell](`${this.#where(operation)}: the kernel refuses: ${what}: ${why}; trying again`);
  }

  contended(key: string, operation: Operation): void {
    const table = tableOf(operation);
    const known = [...this.#contended.values()].includes(table);
    this.#contended.set(key, table);
    if (known) return;
    this.log.warning(
      `${this.#where(operation)}: contended: someone keeps deleting: ${this.describe(operation)}; repairing ever more slowly`,
    );
  }

  /** These keys have been left in peace for a while. */
  quiet(keys: readonly string[]): void {
    for (const key of keys) {
      const table = this.#contended.get(key);
      if (table === undefined) continue;
      this.#contended.delete(key);
      if (![...this.#contended.values()].includes(table)) this.log.info(`${this.#name(table)}: left in peace again`);
    }
  }

  broke(error: unknown): void {
    this.log.error(`reconciling failed: ${error instanceof Error ? error.message : String(error)}`);
  }

  /** "ip -4 route add …", which a shell would understand. */
  describe(operation: Operation): string {
    if (operation.kind === "rule") {
      return `ip ${familyFlag(operation.rule)} rule ${operation.verb === "delete" ? "del" : "add"} ${ruleText(operation.rule)}`;
    }
    const verb = operation.verb === "delete" ? "del" : operation.verb;
    const linkName = (ifindex: number) => this.view.links.get(ifindex)?.name ?? (ifindex === 1 ? "lo" : `if${ifindex}`);
    return `ip ${familyFlag(operation.route)} route ${verb} ${routeText(operation.route, operation.table, linkName)}`;
  }

  #where = (operation: Operation): string => this.#name(tableOf(operation));

  /** The uplink that has a table, or had it: what is released is told by its name too. */
  #name(table: number): string {
    const name = this.uplinks().byTable.get(table)?.interface;
    if (name !== undefined) this.#names.set(table, name);
    return this.#names.get(table) ?? `table ${table}`;
  }
}

const DONE = { add: "added", replace: "replaced", delete: "deleted" } as const;

const tableOf = (operation: Operation): number =>
  operation.kind === "rule" ? ruleTable(operation.rule) : operation.table;

/** What a refusal is remembered by. */
const refusalOf = (operation: Operation): string =>
  operation.kind === "rule" ? operation.rule : `${operation.table} ${operation.route}`;
