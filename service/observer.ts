// Keeps the view true: applies what the kernel says, and asks where it says nothing, too little, or was not heard.
import { TABLE_MAIN } from "../common/numbers.ts";
import { Kernel } from "./netlink/kernel.ts";
import {
  AF_INET,
  AF_INET6,
  FAMILIES,
  type Family,
  RTM_DELROUTE,
  RTM_DELRULE,
  RTM_NEWROUTE,
  RTM_NEWRULE,
} from "./netlink/uapi.ts";
import type { Clock } from "./system/clock.ts";
import type { Log } from "./system/log.ts";
import type { Change } from "./view/change.ts";
import { applyEvent } from "./view/events.ts";
import { applyOperation, type Operation, operationChange, revertOperation } from "./view/operation.ts";
import {
  changeName,
  type Refresh,
  refreshAddresses,
  refreshLinks,
  refreshNexthops,
  refreshRules,
} from "./view/refresh.ts";
import { refreshLifetimes, refreshRoutes, routesAgree } from "./view/refresh-routes.ts";
import { routeProtocol } from "./view/route.ts";
import type { View } from "./view/view.ts";

/** Everything is compared with the kernel this often at most, and never for more than a hundredth of the time. */
const AUDIT_INTERVAL_MS = 60_000;
const AUDIT_SHARE = 100;
/** Lifetimes are asked for when a third of the shortest is over, but within these bounds. */
const LIFETIMES_MIN_MS = 500;
const LIFETIMES_MAX_MS = 60_000;
/** How soon a listing that could not be had, or not consistently, is asked for again. */
const REPEAT_MS = 1000;

/** Something to list: all, a link's routes, a table's routes of one family, the nexthop objects. */
type Task = "all" | "nexthops" | `link ${number}` | `table ${Family} ${number}`;

export class Observer {
  readonly #kernel: Kernel;
  readonly #tasks = new Set<Task>();
  #working: Promise<void> | undefined;
  /** Names of changes heard of since the listing under way began. */
  readonly #heard = new Set<string>();
  #listing = false;
  #turn: Promise<unknown> = Promise.resolve();
  #burst = false;
  readonly #withdrawn = new Set<string>();
  #lifetimesAt = Number.POSITIVE_INFINITY;
  readonly #cancel = new Map<string, () => void>();
  #started = false;
  #closed = false;

  constructor(
    readonly view: View,
    private readonly clock: Clock,
    private readonly log: Log,
    /** Called for everything that is no longer as it was, once the first listing is complete. */
    private readonly changed: (change: Change) => void,
  ) {
    this.#kernel = new Kernel(
      (type, flags, _sequence, port, b, start, end) => this.#event(type, flags, port, b, start, end),
      (error) => {
        log.error(`receiving from the kernel: ${error.message}; listing everything again`);
        this.#want("all");
      },
    );
  }

  /** Subscribes, then lists everything. The view is complete when the promise settles. */
  async start(): Promise<void> {
    await this.#listAll();
    this.#started = true;
    this.#scheduleAudit(AUDIT_INTERVAL_MS);
    if (this.#tasks.size > 0) this.#work();
  }

  get kernel(): Kernel {
    return this.#kernel;
  }

  /** Tables whose foreign routes matter from now on; lists those that are new. */
  async watchTables(tables: Iterable<number>): Promise<void> {
    const before = this.view.wholeTables;
    const after = new Set([TABLE_MAIN, ...tables]);
    this.view.wholeTables = after;
    if (!this.#started) return;
    for (const table of after) {
      if (!before.has(table)) for (const family of FAMILIES) this.#want(`table ${family} ${table}`);
    }
    await this.#working;
  }

  /** Notes an operation of ours that is handed to the kernel in this very moment. */
  applied(operation: Operation): void {
    applyOperation(this.view, operation);
    if (this.#listing) this.#heard.add(changeName(operationChange(operation)));
  }

  /** Takes an operation back that the kernel refused. */
  refused(operation: Operation): void {
    revertOperation(this.view, operation);
    if (this.#listing) this.#heard.add(changeName(operationChange(operation)));
  }

  /** Lists one table again: something of it is not as thought. */
  doubt(family: Family, table: number): void {
    this.#want(`table ${family} ${table}`);
  }

  /** Lists everything again; settles when that is done. */
  async refreshAll(): Promise<void> {
    this.#want("all");
    await this.#working;
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#cancel.values()) cancel();
    this.#kernel.close();
  }

  #event(type: number, flags: number, port: number, b: Buffer, start: number, end: number): void {
    // Routes and rules that we changed ourselves are in the view since we did.
    const own = port === this.#kernel.ownPort;
    if (own && (type === RTM_NEWROUTE || type === RTM_DELROUTE || type === RTM_NEWRULE || type === RTM_DELRULE)) return;
    applyEvent(this.view, this.#heardHere, type, flags, b, start, end);
    if (this.#burst) return;
    this.#burst = true;
    setImmediate(() => this.#afterBurst());
  }

  readonly #heardHere = {
    changed: (change: Change) => this.#hear(change),
    unsure: (family: Family, table: number) => this.#want(`table ${family} ${table}`),
    now: () => this.clock.now(),
  };

  #hear(change: Change): void {
    if (this.#listing) this.#heard.add(changeName(change));
    this.#follow(change);
    if (this.#started) this.changed(change);
  }

  /** What a change says about things of which the kernel says nothing. */
  #follow(change: Change): void {
    if (change.kind === "link" && change.lossy) {
      this.#want(`link ${change.index}`);
      if (this.view.nexthops.size > 0) this.#want("nexthops");
    } else if (change.kind === "address" && this.view.getAddress(change.address) === undefined) {
      this.#withdrawn.add(change.address.local);
    }
  }

  /** After all that came at once has been applied. */
  #afterBurst(): void {
    this.#burst = false;
    if (this.#closed) return;
    const lost = this.#kernel.lost();
    if (lost > 0) {
      this.log.warning(`${lost} notifications of the kernel were lost; listing everything again`);
      this.#want("all");
    }
    for (const address of this.#withdrawn) this.#doubtPreferring(address);
    this.#withdrawn.clear();
    this.#followLifetimes();
  }

  /**
   * The kernel drops routes that prefer an address when it goes (IPv4, in main only, unannounced before Linux 6.7),
   * or drops their preference without a word (IPv6, in every table).
   */
  #doubtPreferring(address: string): void {
    const family = address.length === 4 ? AF_INET : AF_INET6;
    for (const [table, routes] of this.view.tables(family)) {
      if (routes.prefers(address) && (family === AF_INET6 || table === TABLE_MAIN))
        this.#want(`table ${family} ${table}`);
    }
  }

  #want(task: Task): void {
    if (this.#closed) return;
    this.#tasks.add(task);
    if (this.#started) this.#work();
  }

  #work(): void {
    this.#working ??= this.#workOff()
      .catch((error: unknown) => {
        this.log.error(`listing the kernel's state failed: ${messageOf(error)}`);
        this.#later("repeat", REPEAT_MS, () => this.#want("all"));
      })
      .finally(() => {
        this.#working = undefined;
        if (this.#tasks.size > 0 && !this.#closed) this.#work();
      });
  }

  async #workOff(): Promise<void> {
    for (let task = first(this.#tasks); task !== undefined && !this.#closed; task = first(this.#tasks)) {
      if (task === "all") {
        this.#tasks.clear();
        await this.#listAll();
        continue;
      }
      this.#tasks.delete(task);
      const consistent = await this.#list(task);
      const again = task;
      if (!consistent) this.#later(`repeat ${task}`, REPEAT_MS, () => this.#want(again));
    }
  }

  #list(task: Exclude<Task, "all">): Promise<boolean> {
    const [what, first, second] = task.split(" ");
    return this.#whileListing(async (refresh) => {
      if (what === "nexthops") return await refreshNexthops(refresh);
      if (what === "table") {
        const family = Number(first) === AF_INET ? AF_INET : AF_INET6;
        return await refreshRoutes(refresh, { family, table: Number(second) }, this.#heardHere.unsure);
      }
      let consistent = true;
      for (const family of FAMILIES) {
        const whole = await refreshRoutes(refresh, { family, ifindex: Number(first) }, this.#heardHere.unsure);
        consistent &&= whole;
      }
      return consistent;
    });
  }

  /** Lists until a listing was consistent and nothing was lost meanwhile, a few times at most; then again later. */
  async #listAll(): Promise<void> {
    for (let tries = 0; tries < 3; tries++) {
      this.#kernel.lost();
      const consistent = await this.#listEverything();
      if (consistent && this.#kernel.lost() === 0) return;
    }
    this.#later("repeat", REPEAT_MS, () => this.#want("all"));
  }

  async #listEverything(): Promise<boolean> {
    let consistent = await this.#whileListing(refreshLinks);
    for (const family of FAMILIES) {
      const whole = await this.#whileListing((refresh) => refreshAddresses(refresh, family));
      consistent &&= whole;
    }
    for (const list of [refreshNexthops, refreshRules]) {
      const whole = await this.#whileListing(list);
      consistent &&= whole;
    }
    for (const family of FAMILIES) {
      const whole = await this.#whileListing((refresh) => refreshRoutes(refresh, { family }, this.#heardHere.unsure));
      consistent &&= whole;
    }
    return consistent;
  }

  /** Runs one listing at a time, with its own account of what was heard meanwhile. */
  #whileListing<T>(list: (refresh: Refresh) => Promise<T>): Promise<T> {
    const run = async (): Promise<T> => {
      this.#listing = true;
      this.#heard.clear();
      try {
        return await list({
          view: this.view,
          kernel: this.#kernel,
          heard: this.#heard,
          now: () => this.clock.now(),
          changed: (change) => {
            this.#follow(change);
            if (this.#started) this.changed(change);
          },
        });
      } finally {
        this.#listing = false;
        this.#followLifetimes();
      }
    };
    const result = this.#turn.then(run);
    this.#turn = result.catch(() => undefined); // whoever asked gets the error; the next has its turn
    return result;
  }

  /** Asks for lifetimes in time: a router's advertisement renews them without a notification. */
  #followLifetimes(): void {
    const expiries = this.view.table(AF_INET6, TABLE_MAIN).expiries();
    let soonest = Number.POSITIVE_INFINITY;
    for (const [, expiry] of expiries) soonest = Math.min(soonest, expiry);
    if (soonest === Number.POSITIVE_INFINITY) return;
    const wait = Math.min(Math.max((soonest - this.clock.now()) / 3, LIFETIMES_MIN_MS), LIFETIMES_MAX_MS);
    if (this.clock.now() + wait >= this.#lifetimesAt) return;
    this.#lifetimesAt = this.clock.now() + wait;
    this.#later("lifetimes", wait, () => this.#askLifetimes());
  }

  #askLifetimes(): void {
    this.#lifetimesAt = Number.POSITIVE_INFINITY;
    const expiring = this.view.table(AF_INET6, TABLE_MAIN).expiries();
    const protocols = new Set([...expiring].map(([route]) => routeProtocol(route)));
    const ask = async () => {
      for (const protocol of protocols) {
        await this.#whileListing((refresh) => refreshLifetimes(refresh, TABLE_MAIN, protocol));
      }
    };
    ask().catch((error: unknown) => this.log.error(`asking for lifetimes failed: ${messageOf(error)}`));
  }

  #scheduleAudit(wait: number): void {
    this.#later("audit", wait, () => {
      this.#audit()
        .catch((error: unknown) => this.log.error(`the audit failed: ${messageOf(error)}`))
        .finally(() => {
          if (!this.#closed) this.#scheduleAudit(this.#auditWait);
        });
    });
  }

  #auditWait = AUDIT_INTERVAL_MS;

  /** Compares everything with the kernel. There should never be a difference; if there is one, that is worth a line. */
  async #audit(): Promise<void> {
    const began = this.clock.now();
    let differences = 0;
    const compare = (list: (refresh: Refresh) => Promise<unknown>) =>
      this.#whileListing((refresh) => {
        const changed = (change: Change) => {
          differences++;
          refresh.changed(change);
        };
        return list({ ...refresh, changed });
      });
    for (const list of [refreshLinks, refreshNexthops, refreshRules]) await compare(list);
    for (const family of FAMILIES) {
      await compare((refresh) => refreshAddresses(refresh, family));
      if (await this.#whileListing((refresh) => routesAgree(refresh, family))) continue;
      await compare((refresh) => refreshRoutes(refresh, { family }, this.#heardHere.unsure));
    }
    if (differences > 0) this.log.warning(`the audit found ${differences} differences that were not announced`);
    this.#auditWait = Math.max(AUDIT_INTERVAL_MS, (this.clock.now() - began) * AUDIT_SHARE);
  }

  #later(name: string, wait: number, act: () => void): void {
    this.#cancel.get(name)?.();
    this.#cancel.set(
      name,
      this.clock.after(wait, () => {
        this.#cancel.delete(name);
        if (!this.#closed) act();
      }),
    );
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function first<T>(set: ReadonlySet<T>): T | undefined {
  for (const value of set) return value;
  return undefined;
}
