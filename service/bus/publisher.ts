// Tells the bus what changed: links that came and went, properties that are not what they were, what was done.
// It compares with what was told before, so nothing is told twice, and what could not be told is told later.

import type { Connection } from "../../common/bus/connection.ts";
import { LINK, MANAGER, OBJECT_MANAGER, PATH_MANAGER, PROPERTIES } from "../../common/bus/contract.ts";
import { linkPath } from "../../common/bus/object-path.ts";
import type { Variant } from "../../common/bus/types.ts";
import type { Applied, StatusListener } from "../status/index.ts";
import type { Clock } from "../system/clock.ts";
import { type AnyExported, readProperties } from "./exported.ts";
import type { Objects } from "./objects.ts";

/** More bytes than this that the bus has not taken: it has trouble, and what changes is told when it is over. */
const BACKLOG_MAX = 4 * 1024 * 1024;
const BACKLOG_RETRY_MS = 200;

/** Of each property, its value as text to compare. */
type Told = ReadonlyMap<string, string>;

export class Publisher implements StatusListener {
  readonly #links = new Map<string, Told>();
  #manager: Told;
  /** What could not be told because of the backlog. */
  readonly #waiting = new Set<string>();
  #retry: (() => void) | undefined;

  constructor(
    private readonly connection: Pick<Connection, "signal" | "backlog">,
    private readonly objects: Objects,
    private readonly clock: Clock,
  ) {
    this.#manager = toldOf(objects.manager, readProperties(objects.manager));
    // Whoever looks now sees these: only what differs from here on is told.
    for (const [name, link] of objects.links()) {
      if (link !== undefined) this.#links.set(name, toldOf(link, readProperties(link)));
    }
  }

  changed(names: ReadonlySet<string>): void {
    for (const name of names) this.#waiting.add(name);
    if (this.connection.backlog > BACKLOG_MAX) {
      this.#retry ??= this.clock.after(BACKLOG_RETRY_MS, () => {
        this.#retry = undefined;
        this.changed(new Set());
      });
      return;
    }
    const links = [...this.objects.links(this.#waiting)];
    this.#waiting.clear();
    // What is gone goes first: a renamed link is never there twice.
    for (const [name, link] of links) if (link === undefined) this.#removed(name);
    for (const [name, link] of links) if (link !== undefined) this.#link(name, link);
    this.#manager = this.#tell(PATH_MANAGER, this.objects.manager, this.#manager);
  }

  applied(batch: readonly Applied[]): void {
    if (this.connection.backlog > BACKLOG_MAX) return;
    const operations = batch.map(({ interface: name, verb, object }) => [name, verb, object]);
    this.#signal(PATH_MANAGER, MANAGER.name, "Applied", "ta(sss)", [BigInt(Date.now()) * 1000n, operations]);
  }

  permissionsChanged(): void {
    this.#signal(PATH_MANAGER, MANAGER.name, "PermissionsChanged", "", []);
  }

  close(): void {
    this.#retry?.();
  }

  #removed(name: string): void {
    if (!this.#links.delete(name)) return;
    this.#signal(PATH_MANAGER, OBJECT_MANAGER.name, "InterfacesRemoved", "oas", [linkPath(name), [LINK.name]]);
  }

  #link(name: string, link: AnyExported): void {
    const before = this.#links.get(name);
    if (before !== undefined) {
      this.#links.set(name, this.#tell(linkPath(name), link, before));
      return;
    }
    const properties = readProperties(link);
    this.#links.set(name, toldOf(link, properties));
    const interfaces = new Map([[LINK.name, properties]]);
    this.#signal(PATH_MANAGER, OBJECT_MANAGER.name, "InterfacesAdded", "oa{sa{sv}}", [linkPath(name), interfaces]);
  }

  /** Tells what of an interface is not as it was told before; what is told now. */
  #tell(path: string, implementation: AnyExported, before: Told): Told {
    const properties = readProperties(implementation, (property) => isTold(implementation, property));
    const now = toldOf(implementation, properties);
    const changed = new Map([...properties].filter(([name]) => now.get(name) !== before.get(name)));
    if (changed.size > 0) {
      const body = [implementation.contract.name, changed, []];
      this.#signal(path, PROPERTIES.name, "PropertiesChanged", "sa{sv}as", body);
    }
    return now;
  }

  #signal(path: string, name: string, member: string, signature: string, body: readonly unknown[]): void {
    this.connection.signal({ path, interface: name, member, signature, body });
  }
}

const isTold = ({ contract }: AnyExported, property: string): boolean =>
  contract.properties[property]?.changes === "true";

function toldOf(implementation: AnyExported, properties: ReadonlyMap<string, Variant>): Told {
  return new Map(
    [...properties].flatMap(([name, { value }]) => (isTold(implementation, name) ? [[name, textOf(value)]] : [])),
  );
}

/** Two values of one type are the same exactly where their texts are. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => {
    if (each instanceof Map) return [...each];
    return typeof each === "bigint" ? String(each) : each;
  });
