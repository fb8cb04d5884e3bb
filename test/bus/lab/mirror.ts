// What a client knows that asked once and from then on only listened. Compared with what one is told who asks now, it
// proves that nothing was kept quiet; and it notices what was told although it was known already.
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { BUS_NAME, LINK, MANAGER, OBJECT_MANAGER, PATH_MANAGER, PROPERTIES } from "../../../common/bus/contract.ts";
import type { Message } from "../../../common/bus/message.ts";
import { eventually } from "../../kernel/lab/index.ts";
import type { Bus } from "./bus.ts";
import { type Interfaces, managedObjects, unwrapped } from "./calls.ts";
import type { Client } from "./client.ts";

type Properties = Map<string, unknown>;

/** Of counters there are no signals. */
const UNTOLD: readonly string[] = Object.entries(LINK.properties)
  .filter(([, { changes }]) => changes === "false")
  .map(([name]) => name);

export class Mirror {
  /** Properties of every link that is known, by path, counters left out. */
  readonly links = new Map<string, Properties>();
  /** Every signal about a link in short, such as "added /org/multihomed1/link/u1" or "changed /org/… State". */
  readonly heard: string[] = [];
  /** Properties of the manager that have changed, as they were told last. */
  readonly manager: Properties = new Map();
  /** Signals that should not have been sent. */
  readonly faults: string[] = [];
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
    client.onMessage((message) => message.type === "signal" && this.#hear(message));
  }

  /** Listens before it asks, as a client has to. */
  static async start(bus: Bus): Promise<Mirror> {
    const client = await bus.client("denied");
    await client.match(`type='signal',sender='${BUS_NAME}'`);
    const mirror = new Mirror(client);
    const objects = await managedObjects(client);
    mirror.links.clear();
    for (const [path, interfaces] of objects) mirror.links.set(path, told(interfaces));
    mirror.heard.length = 0;
    mirror.faults.length = 0;
    return mirror;
  }

  /** As `links`, from somebody who asks now, after everything was heard that was sent before. */
  async asked(): Promise<Map<string, Properties>> {
    const objects = await managedObjects(this.#client);
    return new Map([...objects].map(([path, interfaces]) => [path, told(interfaces)]));
  }

  /** Waits until it knows what one is told who asks now; throws where anything was told that was known, or is not so. */
  async agrees(): Promise<void> {
    await eventually(async () => assert.deepEqual(this.links, await this.asked()));
    assert.deepEqual(this.faults, []);
  }

  /** What it knows of one property; undefined where there is no such link. */
  get(path: string, property: keyof typeof LINK.properties): unknown {
    return this.links.get(path)?.get(property);
  }

  #hear(signal: Message): void {
    if (signal.member === "InterfacesAdded") this.#added(signal);
    else if (signal.member === "InterfacesRemoved") this.#removed(signal);
    else if (signal.member === "PropertiesChanged") this.#changed(signal);
  }

  #added(signal: Message): void {
    const { path, interface: owner } = signal;
    const [object, interfaces] = signal.body() as [string, Interfaces];
    this.heard.push(`added ${object}`);
    if (path !== PATH_MANAGER || owner !== OBJECT_MANAGER.name) this.faults.push(`added by ${path} ${owner}`);
    if (this.links.has(object)) this.faults.push(`${object} was added, and was there already`);
    this.links.set(object, told(interfaces));
  }

  #removed(signal: Message): void {
    const [object, interfaces] = signal.body() as [string, string[]];
    this.heard.push(`removed ${object}`);
    if (!this.links.delete(object)) this.faults.push(`${object} was removed, and was not there`);
    if (!isDeepStrictEqual(interfaces, [LINK.name])) this.faults.push(`${object}: removed ${interfaces}`);
  }

  #changed(signal: Message): void {
    const { path = "", interface: owner } = signal;
    const [name, changed, invalidated] = signal.body() as [string, Properties, string[]];
    if (owner !== PROPERTIES.name || invalidated.length > 0) this.faults.push(`${path}: ${owner} ${invalidated}`);
    const ofManager = path === PATH_MANAGER && name === MANAGER.name;
    if (!ofManager) this.heard.push(`changed ${path} ${[...changed.keys()].sort().join(" ")}`);
    const known = ofManager ? this.manager : this.links.get(path);
    if (known === undefined) return void this.faults.push(`${path} changed, and is not there`);
    if (changed.size === 0) this.faults.push(`${path}: nothing changed`);
    for (const [property, variant] of changed) {
      const value = unwrapped(variant);
      if (isDeepStrictEqual(known.get(property), value)) this.faults.push(`${path}: ${property} is as it was`);
      if (UNTOLD.includes(property)) this.faults.push(`${path}: ${property} is a counter`);
      known.set(property, value);
    }
  }
}

function told(interfaces: Interfaces): Properties {
  const properties = [...(interfaces.get(LINK.name) ?? [])].filter(([name]) => !UNTOLD.includes(name));
  return new Map(properties.map(([name, variant]) => [name, unwrapped(variant)]));
}
