// A service on a bus, both made up: answers calls from what the test put there, and tells signals.
import { BusError } from "../../../../common/bus/error.ts";
import { linkPath } from "../../../../common/bus/object-path.ts";
import { Variant } from "../../../../common/bus/types.ts";

type Connection = import("../../../../common/bus/connection.ts").Connection;
type Call = Parameters<Connection["call"]>[0];
type Match = Parameters<Connection["onSignal"]>[0];
type Listener = Parameters<Connection["onSignal"]>[1];
type Properties = Map<string, Variant>;

export const MANAGER_PROPERTIES = new Map<string, Variant>([
  ["Version", new Variant("s", "0.1.0")],
  ["State", new Variant("s", "converged")],
  ["Problems", new Variant("a(sss)", [])],
  ["Balance", new Variant("a{sv}", new Map())],
  ["Shares", new Variant("a(usu)", [])],
  ["Gateway", new Variant("a{sv}", new Map())],
]);

export function linkProperties(name: string, changes: Readonly<Record<string, Variant>> = {}): Properties {
  const properties: Readonly<Record<string, Variant>> = {
    Name: new Variant("s", name),
    Index: new Variant("u", 2),
    Assigned: new Variant("b", true),
    Table: new Variant("u", 1000),
    Priority: new Variant("u", 1000),
    State: new Variant("s", "active"),
    Problems: new Variant("a(ss)", []),
    OperationalState: new Variant("s", "up"),
    Carrier: new Variant("b", true),
    Addresses: new Variant("as", ["10.1.0.2/24"]),
    Gateways: new Variant("as", ["10.1.0.1"]),
    Routes: new Variant("u", 3),
    Rules: new Variant("u", 1),
    Options: new Variant("a{sv}", new Map<string, Variant>([["guard", new Variant("b", true)]])),
    Mark: new Variant("u", 0),
    RxBytes: new Variant("t", 5_000_000_000n),
    TxBytes: new Variant("t", 7n),
    ...changes,
  };
  return new Map(Object.entries(properties));
}

export class FakeBus {
  readonly calls: Call[] = [];
  /** The unique name of the service; undefined: it does not run. */
  owner: string | undefined = ":1.1";
  activatable = true;
  /** What StartServiceByName meets; undefined: the service starts. */
  startFailure: BusError | undefined;
  manager: Properties = MANAGER_PROPERTIES;
  links = new Map([["eth0", linkProperties("eth0")]]);
  /** Answers of single members in place of those below. */
  readonly answers = new Map<string, () => Promise<unknown[]>>();
  readonly lost: Promise<string>;
  closed = false;
  lose: (why: string) => void = () => {};
  readonly #listeners: { readonly match: Match; readonly listener: Listener }[] = [];

  constructor() {
    this.lost = new Promise((resolve) => {
      this.lose = resolve;
    });
  }

  /** As what the client takes; it uses no more of a connection. */
  get connection(): Connection {
    return this as unknown as Connection;
  }

  async call(call: Call): Promise<unknown[]> {
    this.calls.push(call);
    const own = this.answers.get(call.member);
    if (own !== undefined) return await own();
    switch (call.member) {
      case "GetNameOwner":
        if (this.owner === undefined) throw new BusError("org.freedesktop.DBus.Error.NameHasNoOwner", "nobody");
        return [this.owner];
      case "ListActivatableNames":
        return [this.activatable ? ["org.multihomed1"] : []];
      case "StartServiceByName":
        if (this.startFailure !== undefined) throw this.startFailure;
        this.start(":1.7");
        return [1];
      case "GetAll":
        return [call.body?.[0] === "org.multihomed1.Manager" ? this.manager : this.links.get("eth0")];
      case "GetManagedObjects":
        return [this.#objects()];
      case "GetLink":
        return [linkPath(String(call.body?.[0]))];
      default:
        throw new BusError("org.freedesktop.DBus.Error.UnknownMethod", `no ${call.member}`);
    }
  }

  async onSignal(match: Match, listener: Listener): Promise<() => void> {
    const entry = { match, listener };
    this.#listeners.push(entry);
    return () => this.#listeners.splice(this.#listeners.indexOf(entry), 1);
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  start(owner: string): void {
    this.#ownerChanged(owner);
  }

  stop(): void {
    this.#ownerChanged("");
  }

  tell(path: string, member: string, signature: string, body: unknown[], sender = this.owner ?? ""): void {
    for (const { match, listener } of [...this.#listeners]) {
      if (match.member !== member || (match.path ?? path) !== path) continue;
      listener({ type: "signal", path, member, sender, signature, body: () => body } as Parameters<Listener>[0]);
    }
  }

  changed(name: string, changes: Readonly<Record<string, Variant>>, invalidated: string[] = []): void {
    const body = ["org.multihomed1.Link", new Map(Object.entries(changes)), invalidated];
    this.tell(linkPath(name), "PropertiesChanged", "sa{sv}as", body);
  }

  #ownerChanged(after: string): void {
    const before = this.owner ?? "";
    this.owner = after === "" ? undefined : after;
    const body = ["org.multihomed1", before, after];
    this.tell("/org/freedesktop/DBus", "NameOwnerChanged", "sss", body, "org.freedesktop.DBus");
  }

  #objects(): Map<string, Map<string, Properties>> {
    const entries = [...this.links].map(([name, properties]) => {
      return [linkPath(name), new Map([["org.multihomed1.Link", properties]])] as const;
    });
    return new Map(entries);
  }
}

/** Lets everything that waits for an answer go on. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Timers of a test: run when it says so. */
export class FakeTimers {
  readonly waiting: { readonly wait: number; readonly act: () => void }[] = [];

  readonly after = (wait: number, act: () => void): (() => void) => {
    const timer = { wait, act };
    this.waiting.push(timer);
    return () => {
      const at = this.waiting.indexOf(timer);
      if (at >= 0) this.waiting.splice(at, 1);
    };
  };

  /** Runs the next one; how long it would have waited. */
  next(): number | undefined {
    const timer = this.waiting.shift();
    timer?.act();
    return timer?.wait;
  }
}
