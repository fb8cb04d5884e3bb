// A service as the host sees it, without service, bus and time: the test says what happens and what is answered.
import type { Link, Permissions, Service } from "../../../../common/client/domain.ts";
import type { Change } from "../../../../common/client/live-client.ts";
import type { Reach } from "../../../../common/client/reach.ts";
import { MultihomedError } from "../../../../common/errors.ts";
import type { Desktop } from "../../../../tray/host/desktop.ts";
import { Host, type Session } from "../../../../tray/host/host.ts";
import type { Calls, Live } from "../../../../tray/host/live.ts";
import type { ArgumentsOf, CallName } from "../../../../tray/shared/calls.ts";
import { type Known, learned, NOTHING_KNOWN } from "../../../../tray/shared/known.ts";
import { DEFAULT_PREFERENCES, type Preferences } from "../../../../tray/shared/preferences.ts";
import type { Told } from "../../../../tray/shared/told.ts";
import { FakeTimers } from "../../common/client/fake-service.ts";
import { service as SERVICE } from "../lab/link.ts";

export { link } from "../lab/link.ts";
export { SERVICE };

export const MAY: Permissions = { assign: "yes", configure: "challenge" };
export const ABSENT: Reach = { kind: "absent", activatable: true };

/** What the service answers: as the test puts it there. */
export type Answering = { -readonly [C in keyof Calls]: Calls[C] };

const unanswered = async (): Promise<never> => {
  throw new MultihomedError("refused", "the test has no answer to this");
};

export class StandInLive implements Live {
  reach: Reach = { kind: "connecting" };
  service: Service | undefined;
  links = new Map<string, Link>();
  readonly answers: Answering = {
    service: unanswered,
    permissions: async () => MAY,
    assign: unanswered,
    release: unanswered,
    routes: unanswered,
    rules: unanswered,
    traffic: unanswered,
    explain: unanswered,
    reconcile: unanswered,
    reload: unanswered,
  };
  /** Whether there is a bus. */
  connected = true;
  readonly #listeners = new Set<(change: Change) => void>();

  get client(): Calls {
    if (!this.connected) throw new MultihomedError("bus", "there is no bus");
    return this.answers;
  }

  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  watch(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(change: Change): void {
    for (const listener of [...this.#listeners]) listener(change);
  }

  ready(links: readonly Link[] = [], service = SERVICE): void {
    this.reach = { kind: "ready" };
    this.service = service;
    this.links = new Map(links.map((each) => [each.name, each]));
    this.tell({ kind: "reach", reach: this.reach });
  }

  away(reach: Reach = ABSENT): void {
    this.reach = reach;
    this.service = undefined;
    this.links = new Map();
    this.tell({ kind: "reach", reach });
  }

  set(now: Link): void {
    const before = this.links.get(now.name);
    this.links.set(now.name, now);
    this.tell({ kind: "link", name: now.name, link: now, ...(before && { before }) });
  }

  remove(name: string): void {
    const before = this.links.get(name);
    if (before === undefined) return;
    this.links.delete(name);
    this.tell({ kind: "link", name, before });
  }

  serve(service: Service): void {
    const before = this.service ?? service;
    this.service = service;
    this.tell({ kind: "service", service, before });
  }
}

export class StandInDesktop implements Desktop {
  preferences: Preferences = DEFAULT_PREFERENCES;
  readonly copied: string[] = [];

  async choose(changes: Partial<Preferences>): Promise<Preferences> {
    this.preferences = { ...this.preferences, ...changes };
    return this.preferences;
  }

  async copy(text: string): Promise<void> {
    this.copied.push(text);
  }
}

/** A follower of the host, and what it was told. */
export class Window {
  readonly session: Session;
  readonly batches: (readonly Told[])[] = [];
  known: Known = NOTHING_KNOWN;
  /** Called with every batch before it is taken note of. */
  disturb: () => void = () => {};

  constructor(host: Host) {
    this.session = host.open((told) => {
      this.disturb();
      this.batches.push(told);
      this.known = learned(this.known, told);
    });
  }

  call<C extends CallName>(name: C, ...args: ArgumentsOf<C>) {
    return this.session.answer(name, args);
  }

  /** What it was told since it was asked last, as short words. */
  words(): string[] {
    return this.batches.splice(0).flat().map(word);
  }
}

export function word(told: Told): string {
  switch (told.kind) {
    case "all":
      return `all ${told.standing.reach.kind} ${told.standing.links.map(({ name }) => name).join(" ")}`.trim();
    case "service":
      return `service ${told.service.state}`;
    case "link":
      return `link ${told.name} ${told.link?.state ?? "gone"}`;
    case "permissions":
      return `permissions ${told.permissions?.assign ?? "unknown"}`;
    case "preferences":
      return `preferences ${told.preferences.panel}`;
    case "activity":
      return `activity ${told.activity.kind}`;
    case "tray":
      return `tray ${told.state}`;
    case "go":
      return `go ${told.place.page}`;
  }
}

export interface Scene {
  readonly host: Host;
  readonly live: StandInLive;
  readonly desktop: StandInDesktop;
  readonly timers: FakeTimers;
  readonly mistakes: unknown[];
  /** Its two clocks. */
  time: number;
  open(): Window;
}

export function scene(live = new StandInLive()): Scene {
  const [timers, desktop, mistakes] = [new FakeTimers(), new StandInDesktop(), [] as unknown[]];
  const made = {
    live,
    desktop,
    timers,
    mistakes,
    time: 1000,
    open: () => new Window(host),
  };
  const host = new Host({
    live,
    desktop,
    after: timers.after,
    now: () => made.time,
    monotonic: () => made.time / 10,
    mistake: (error) => mistakes.push(error),
  });
  return Object.assign(made, { host });
}

/** What waits for an answer goes on. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
