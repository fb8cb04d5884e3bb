// What the service told so far: its properties and all links, kept true by its signals. Pure but for its own state.
import { LINK, MANAGER, PATH_MANAGER } from "../bus/contract.ts";
import type { TypeOf } from "../bus/types.ts";
import { linkFrom, serviceFrom } from "./convert.ts";
import type { Link, Service } from "./domain.ts";
import type { Properties } from "./wire.ts";

export type ModelChange =
  | { readonly kind: "service"; readonly service: Service; readonly before: Service }
  /** `link` undefined: gone. `before` undefined: new. */
  | { readonly kind: "link"; readonly name: string; readonly link?: Link; readonly before?: Link };

/** Its methods throw MultihomedError "unexpected-answer" where what came is not of the contract. */
export class Model {
  #properties: Properties;
  service: Service;
  /** By name. */
  readonly links = new Map<string, Link>();
  /** By object path, as told. */
  readonly #told = new Map<string, Properties>();

  constructor(manager: Properties, objects: TypeOf["a{oa{sa{sv}}}"]) {
    this.#properties = manager;
    this.service = serviceFrom(manager);
    for (const [path, interfaces] of objects) this.added(path, interfaces);
  }

  added(path: string, interfaces: TypeOf["a{sa{sv}}"]): ModelChange | undefined {
    const properties = interfaces.get(LINK.name);
    return properties && this.#setLink(path, properties);
  }

  removed(path: string, interfaces: readonly string[]): ModelChange | undefined {
    if (!interfaces.includes(LINK.name)) return undefined;
    const told = this.#told.get(path);
    if (told === undefined) return undefined;
    const before = linkFrom(told);
    this.#told.delete(path);
    this.links.delete(before.name);
    return { kind: "link", name: before.name, before };
  }

  changed(path: string, owner: string, changed: Properties): ModelChange | undefined {
    if (path === PATH_MANAGER && owner === MANAGER.name) return this.#setService(changed);
    const told = this.#told.get(path);
    // A link that is not known: its InterfacesAdded is still to come, with all that it has.
    if (told === undefined || owner !== LINK.name) return undefined;
    return this.#setLink(path, new Map([...told, ...changed]));
  }

  #setService(changed: Properties): ModelChange {
    const properties = new Map([...this.#properties, ...changed]);
    const before = this.service;
    this.service = serviceFrom(properties);
    this.#properties = properties;
    return { kind: "service", service: this.service, before };
  }

  #setLink(path: string, properties: Properties): ModelChange {
    const link = linkFrom(properties);
    const before = this.links.get(link.name);
    this.#told.set(path, properties);
    this.links.set(link.name, link);
    return { kind: "link", name: link.name, link, ...(before && { before }) };
  }
}
