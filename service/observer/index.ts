// Keeps the view true: applies what the kernel says, and asks where it says nothing, too little, or was not heard.
import { TABLE_MAIN } from "../../common/numbers.ts";
import { Kernel } from "../netlink/kernel.ts";
import * as k from "../netlink/uapi.ts";
import type { Clock } from "../system/clock.ts";
import type { Log } from "../system/log.ts";
import type { Change } from "../view/change.ts";
import { applyEvent } from "../view/events.ts";
import { applyOperation, type Operation, operationChange, revertOperation } from "../view/operation.ts";
import type { SysctlKey } from "../view/sysctl.ts";
import type { Address, View } from "../view/view.ts";
import type { Watched } from "../view/watched.ts";
import { AUDIT_INTERVAL_MS, audit } from "./audit.ts";
import { Defaults } from "./defaults.ts";
import { Lifetimes } from "./lifetimes.ts";
import { Listings } from "./listings.ts";
import { Quiet, type QuietSources } from "./quiet.ts";
import { Timers } from "./timers.ts";

/** How soon a listing that could not be had, or not consistently, is asked for again. */
const REPEAT_MS = 1000;
/** So often everything is listed anew at once when notifications were lost while it was listed. */
const TRIES = 3;

/** A queue that is filled as fast as it is read keeps a listing waiting so long; then it is made, and again later. */
const DRAIN_PATIENCE_MS = 5000;

/** Something to list, by a name that says it once. */
interface Task {
  readonly name: string;
  list(): Promise<boolean>;
}

export class Observer {
  /** For requests; what they change is to be told with `applied`. */
  readonly kernel: Kernel;
  readonly #listings: Listings;
  readonly #lifetimes: Lifetimes;
  readonly #quiet: Quiet;
  readonly #defaults: Defaults;
  readonly #timers: Timers;
  readonly #tasks = new Map<string, Task>();
  #working: Promise<void> | undefined;
  /** Addresses that were withdrawn in this burst of notifications. */
  readonly #withdrawn = new Set<string>();
  #burst = false;
  #started = false;
  #closed = false;

  /** @param changed is called for everything that is no longer as it was, once the first listing is complete. */
  constructor(
    readonly view: View,
    private readonly clock: Clock,
    private readonly log: Log,
    sources: QuietSources,
    private readonly changed: (change: Change) => void,
  ) {
    this.kernel = new Kernel(
      (type, flags, _sequence, _port, b, start, end) => this.#event(type, flags, b, start, end),
      (error) => {
        this.#complain("receiving from the kernel failed", error);
        this.#want(this.#everything);
      },
    );
    this.#timers = new Timers(clock);
    this.#defaults = new Defaults(view);
    this.#listings = new Listings(view, this.kernel, clock, (change) => this.#tell(change), this.doubt);
    this.#quiet = new Quiet(
      view,
      sources,
      this.#timers,
      (change) => this.#tell(change),
      (what, error) => this.#complain(what, error),
    );
    this.#lifetimes = new Lifetimes(view, this.#listings, clock, this.#timers, (error) =>
      this.#complain("asking for lifetimes failed", error),
    );
  }

  /** Lists everything. The view is complete when the promise settles, and kept true from then on. */
  async start(): Promise<void> {
    const consistent = await this.#everything.list();
    this.#started = true;
    if (!consistent) this.#repeat(this.#everything);
    this.#lifetimes.follow();
    this.#auditIn(AUDIT_INTERVAL_MS);
    this.#work();
  }

  /** Tables whose foreign routes matter from now on; settles when those that are new have been listed. */
  async watchTables(tables: Iterable<number>): Promise<void> {
    const before = this.view.wholeTables;
    const after = new Set([TABLE_MAIN, ...tables]);
    this.view.wholeTables = after;
    this.view.forgetUnwatched();
    if (!this.#started) return;
    for (const table of after) {
      if (!before.has(table)) for (const family of k.FAMILIES) this.doubt(family, table);
    }
    await this.#working;
  }

  /** What is to be known from now on of what the kernel does not announce; settles when it is. */
  async watch(watched: Watched): Promise<void> {
    await this.#quiet.watch(watched);
  }

  /** Lists everything anew; settles when the view has it. */
  async refresh(): Promise<void> {
    this.#want(this.#everything);
    await this.#working;
    await this.#quiet.refresh();
  }

  /** Looks at what the kernel does not announce; settles when the view has it. */
  async refreshQuiet(): Promise<void> {
    await this.#quiet.refresh();
  }

  /** Notes an operation of ours that is handed to the kernel in this very moment. */
  applied(operation: Operation): void {
    applyOperation(this.view, operation);
    this.#heardOwn(operation);
  }

  /** Takes an operation back that the kernel refused. */
  refused(operation: Operation): void {
    revertOperation(this.view, operation);
    this.#heardOwn(operation);
  }

  #heardOwn(operation: Operation): void {
    const change = operationChange(operation);
    this.#listings.hear(change);
    this.#quiet.heard(change);
  }

  /** Something of a table is not as thought: lists it again. */
  readonly doubt = (family: k.Family, table: number): void =>
    this.#want({ name: `table ${family} ${table}`, list: () => this.#listings.table(family, table) });

  /** The kernel refused something about nexthop objects: lists them again. */
  doubtNexthops(): void {
    this.#want({ name: "nexthops", list: () => this.#listings.nexthops() });
  }

  /** The kernel refused something about MPTCP: looks at it again. */
  doubtMptcp(): void {
    if (!this.#closed) void this.#quiet.refreshMptcp(); // says itself what fails
  }

  /** Our nftables table is about to be written: what is heard of it does not count until that is done. */
  rulesetWriting(): void {
    this.#quiet.rulesetWriting();
  }

  /** It was written, or could not be: learns how it is listed now. */
  rulesetWritten(): void {
    this.#quiet.rulesetWritten();
  }

  /** A sysctl is not as thought, or cannot be changed: looks at it again. */
  doubtSysctl(key: SysctlKey): void {
    this.#quiet.readSysctl(key);
  }

  close(): void {
    this.#closed = true;
    this.#timers.close();
    this.kernel.close();
  }

  #event(type: number, flags: number, b: Buffer, start: number, end: number): void {
    applyEvent(this.view, this.#heard, type, flags, b, start, end);
    if (this.#burst) return;
    this.#burst = true;
    setImmediate(() => this.#afterBurst());
  }

  readonly #heard = {
    changed: (change: Change) => {
      this.#listings.hear(change);
      this.#tell(change);
    },
    unsure: (family: k.Family, table: number) => this.doubt(family, table),
    now: () => this.clock.now(),
  };

  /** Passes a change on, after noting what it says about things of which the kernel says nothing. */
  #tell(change: Change): void {
    if (change.kind === "link") this.#doubtAfterLink(change.index, change.lossy);
    else if (change.kind === "address") this.#doubtAfterAddress(change.address, change.gone);
    this.#pinAgain(change);
    if (this.#started) this.changed(change);
  }

  /** Connections may have been pinned to uplinks since they were forgotten, or may be from now on. */
  #pinAgain(change: Change): void {
    const name = (index: number) => this.view.links.get(index)?.name ?? "";
    if (change.kind === "ruleset") this.view.pinAgain(() => true);
    else if (change.kind === "link") this.view.pinAgain((link) => change.names.includes(link));
    else if (change.kind === "address") {
      const its = name(change.address.ifindex);
      this.view.pinAgain((link) => link === its);
    } else {
      // Without a carrier a route leads nowhere, but is taken; so until it goes.
      const others = this.#defaults.changedBy(change).map(name);
      if (others.length > 0) this.view.pinAgain((link) => others.includes(link));
    }
  }

  #doubtAfterLink(index: number, lossy: boolean): void {
    if (lossy && this.view.nexthops.size > 0) {
      this.doubtNexthops();
    }
    if (lossy || this.#sharesRoutes(index)) this.#doubtLink(index);
  }

  /** Without an IPv4 address a link has no IPv4 routes, and its legs of routes with several are dead; all unsaid. */
  #doubtAfterAddress({ ifindex, local }: Address, gone: boolean): void {
    if (!gone) {
      if (local.length === 4 && this.#sharesRoutes(ifindex)) this.#doubtLink(ifindex);
      return;
    }
    this.#withdrawn.add(local);
    if (local.length === 4 && !this.view.hasFamily(ifindex, k.AF_INET)) this.#doubtLink(ifindex);
  }

  #doubtLink(index: number): void {
    this.#want({ name: `link ${index}`, list: () => this.#listings.link(index) });
  }

  /** Whether a link has a leg of a route with several: those die and come back without a word. */
  #sharesRoutes(index: number): boolean {
    for (const family of k.FAMILIES) {
      for (const [, routes] of this.view.tables(family)) if (routes.isShared(index)) return true;
    }
    return false;
  }

  /** After all that came at once has been applied. */
  #afterBurst(): void {
    this.#burst = false;
    if (this.#closed) return;
    const lost = this.kernel.lost();
    if (lost > 0) {
      this.log.warning(`${lost} notifications of the kernel were lost; listing everything again`);
      this.#want(this.#everything);
    }
    for (const address of this.#withdrawn) this.#doubtPreferring(address);
    this.#withdrawn.clear();
    this.#lifetimes.follow();
  }

  /**
   * The kernel drops routes that prefer an address when it goes (IPv4, in main only, unannounced before Linux 6.7),
   * or drops their preference without a word (IPv6, in every table).
   */
  #doubtPreferring(address: string): void {
    const family = address.length === 4 ? k.AF_INET : k.AF_INET6;
    for (const [table, routes] of this.view.tables(family)) {
      if (routes.prefers(address) && (family === k.AF_INET6 || table === TABLE_MAIN)) this.doubt(family, table);
    }
  }

  #want(task: Task): void {
    if (this.#closed) return;
    this.#tasks.set(task.name, task);
    if (this.#started) this.#work();
  }

  #work(): void {
    if (this.#tasks.size === 0 || this.#closed) return;
    this.#working ??= this.#workOff()
      .catch((error: unknown) => {
        this.#complain("listing the kernel's state failed", error);
        this.#repeat(this.#everything);
      })
      .finally(() => {
        this.#working = undefined;
        this.#work();
      });
  }

  async #workOff(): Promise<void> {
    for (let [task] = this.#tasks.values(); task && !this.#closed; [task] = this.#tasks.values()) {
      if (task === this.#everything) this.#tasks.clear();
      this.#tasks.delete(task.name);
      const again = task;
      const consistent = await task.list();
      if (!consistent) this.#repeat(again);
      this.#lifetimes.follow();
    }
  }

  #repeat(task: Task): void {
    this.#timers.later(`repeat ${task.name}`, REPEAT_MS, () => this.#want(task));
  }

  /** Lists until a listing was consistent and no notification was lost meanwhile, a few times at most. */
  readonly #everything: Task = {
    name: "everything",
    list: async () => {
      for (let tries = 0; tries < TRIES; tries++) {
        const drained = await this.#drained();
        this.kernel.lost();
        const consistent = await this.#listings.everything();
        if (drained && consistent && this.kernel.lost() === 0) return true;
      }
      return false;
    },
  };

  /**
   * Waits until nothing is queued. After a loss, what is queued may be older than what was lost, and a listing made now
   * would be overruled by it.
   */
  async #drained(): Promise<boolean> {
    const deadline = this.clock.now() + DRAIN_PATIENCE_MS;
    while (!this.kernel.drained() && this.clock.now() < deadline && !this.#closed) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    return this.kernel.drained();
  }

  #auditIn(wait: number): void {
    this.#timers.later("audit", wait, () => {
      audit(this.#listings, this.clock).then(
        ({ differences, next }) => {
          if (differences > 0) this.log.warning(`the audit found ${differences} differences that were not announced`);
          this.#auditIn(next);
        },
        (error: unknown) => {
          this.#complain("the audit failed", error);
          this.#auditIn(AUDIT_INTERVAL_MS);
        },
      );
    });
  }

  #complain(what: string, error: unknown): void {
    if (!this.#closed) this.log.error(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
