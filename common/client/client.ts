// The service as typed calls over a connection that somebody else opened.
import type { Connection } from "../bus/connection.ts";
import {
  BUS_NAME,
  type InterfaceContract,
  LINK,
  LOG_CONTROL,
  MANAGER,
  OBJECT_MANAGER,
  PATH_LOG_CONTROL,
  PATH_MANAGER,
  PROPERTIES,
} from "../bus/contract.ts";
import { linkPath } from "../bus/object-path.ts";
import { type Arguments, type TypeName, type TypeOf, Variant } from "../bus/types.ts";
import type { OperationText } from "../command-text.ts";
import {
  explanationFrom,
  linkFrom,
  optionsTo,
  packetTo,
  permissionsFrom,
  serviceFrom,
  tableTo,
  trafficFrom,
} from "./convert.ts";
import type {
  AssignOptions,
  Explanation,
  Link,
  LogLevel,
  Packet,
  Page,
  PageRange,
  Permissions,
  Persistence,
  Service,
  Traffic,
} from "./domain.ts";
import { failure } from "./failures.ts";
import { expectArguments, type Properties, propertiesOf } from "./wire.ts";

/** A person is asked for a password in the meantime. */
const INTERACTIVE_TIMEOUT_MS = 300_000;

export interface ClientOptions {
  /** Whether somebody may be asked for a password before a change is carried out. */
  readonly interactive?: boolean;
  /** Who is called: the service by its name, which starts it, or one process by its unique name. */
  readonly destination?: string;
}

/** Every method throws a MultihomedError, a CallError where the answer was an error. */
export class Client {
  readonly #bus: Pick<Connection, "call">;
  readonly #destination: string;
  readonly #interactive: boolean;

  constructor(bus: Pick<Connection, "call">, { interactive = false, destination = BUS_NAME }: ClientOptions = {}) {
    this.#bus = bus;
    this.#destination = destination;
    this.#interactive = interactive;
  }

  async service(): Promise<Service> {
    return serviceFrom(await this.properties(PATH_MANAGER, MANAGER));
  }

  /** All links, by name. */
  async links(): Promise<Map<string, Link>> {
    const links = new Map<string, Link>();
    for (const [, interfaces] of await this.objects()) {
      const properties = interfaces.get(LINK.name);
      if (properties === undefined) continue;
      const link = linkFrom(properties);
      links.set(link.name, link);
    }
    return links;
  }

  /** One link with its counters. @throws MultihomedError "invalid-interface" where there is none of this name. */
  async link(name: string): Promise<Link & Traffic> {
    const { link } = await this.#call(PATH_MANAGER, MANAGER, "GetLink", [name]);
    const properties = await this.properties(link, LINK);
    return { ...linkFrom(properties), ...trafficFrom(properties) };
  }

  async traffic(name: string): Promise<Traffic> {
    return trafficFrom(await this.properties(linkPath(name), LINK));
  }

  /**
   * The service's routes of a link in the kernel, page by page. The service takes at most four of these calls from one
   * client at once, and refuses more ("too-many"). @throws MultihomedError "refused" where there is no link of this name
   */
  async routes(name: string, { offset, limit }: PageRange): Promise<Page> {
    const { total, routes } = await this.#call(linkPath(name), LINK, "ListRoutes", [offset, limit]);
    return { total, texts: routes };
  }

  /** The service's rules that lead to the tables of a link, as `routes`. */
  async rules(name: string, { offset, limit }: PageRange): Promise<Page> {
    const { total, rules } = await this.#call(linkPath(name), LINK, "ListRules", [offset, limit]);
    return { total, texts: rules };
  }

  /** Settles when it is so in the kernel. What was assigned before is replaced as a whole. */
  async assign(name: string, table: number | "auto", options: AssignOptions = {}): Promise<void> {
    await this.#change(PATH_MANAGER, MANAGER, "Assign", [name, tableTo(table), optionsTo(options)]);
  }

  async release(name: string, options: Persistence = {}): Promise<void> {
    await this.#change(PATH_MANAGER, MANAGER, "Release", [name, optionsTo(options)]);
  }

  /** What is not as wanted now. */
  async plan(): Promise<readonly OperationText[]> {
    const { operations } = await this.#call(PATH_MANAGER, MANAGER, "Plan", []);
    return operations.map(([verb, object]) => ({ verb, object }));
  }

  /** Which way a packet takes, and which it is to take. */
  async explain(packet: Packet): Promise<Explanation> {
    const { source = "", destination } = packet;
    return explanationFrom(await this.#call(PATH_MANAGER, MANAGER, "Explain", [source, destination, packetTo(packet)]));
  }

  /** Has everything compared with the kernel; how many operations that took. */
  async reconcile(): Promise<number> {
    return (await this.#change(PATH_MANAGER, MANAGER, "Reconcile", [])).operations;
  }

  async reload(): Promise<void> {
    await this.#change(PATH_MANAGER, MANAGER, "Reload", []);
  }

  async permissions(): Promise<Permissions> {
    return permissionsFrom((await this.#call(PATH_MANAGER, MANAGER, "GetPermissions", [])).permissions);
  }

  /** Usually one of LOG_LEVELS. */
  async logLevel(): Promise<string> {
    const { value } = await this.#call(PATH_LOG_CONTROL, PROPERTIES, "Get", [LOG_CONTROL.name, "LogLevel"]);
    return propertiesOf(LOG_CONTROL, new Map([["LogLevel", value]]))("LogLevel");
  }

  async setLogLevel(level: LogLevel): Promise<void> {
    const value = new Variant<string>("s", level);
    await this.#change(PATH_LOG_CONTROL, PROPERTIES, "Set", [LOG_CONTROL.name, "LogLevel", value]);
  }

  /** As they come, for those who keep them up to date. */
  async properties(path: string, { name }: InterfaceContract): Promise<Properties> {
    return (await this.#call(path, PROPERTIES, "GetAll", [name])).properties;
  }

  async objects(): Promise<TypeOf["a{oa{sa{sv}}}"]> {
    return (await this.#call(PATH_MANAGER, OBJECT_MANAGER, "GetManagedObjects", [])).objects;
  }

  #call<I extends InterfaceContract, M extends keyof I["methods"] & string>(
    path: string,
    contract: I,
    member: M,
    body: readonly unknown[],
    how: { readonly interactive?: true; readonly timeout?: number } = {},
  ): Promise<Arguments<I["methods"][M]["out"]>> {
    return callMethod(this.#bus, { destination: this.#destination, path, ...how }, contract, member, body);
  }

  /** A call that polkit may be asked about. */
  #change<I extends InterfaceContract, M extends keyof I["methods"] & string>(
    path: string,
    contract: I,
    member: M,
    body: readonly unknown[],
  ): Promise<Arguments<I["methods"][M]["out"]>> {
    const how = this.#interactive ? ({ interactive: true, timeout: INTERACTIVE_TIMEOUT_MS } as const) : {};
    return this.#call(path, contract, member, body, how);
  }
}

/** Calls a method of `contract` with exactly its types, and reads what it answers. */
export async function callMethod<I extends InterfaceContract, M extends keyof I["methods"] & string>(
  bus: Pick<Connection, "call">,
  to: Omit<Parameters<Connection["call"]>[0], "interface" | "member" | "signature" | "body">,
  contract: I,
  member: M,
  body: readonly unknown[],
): Promise<Arguments<I["methods"][M]["out"]>> {
  const method = contract.methods[member];
  const types: readonly TypeName[] = Object.values(method?.in ?? {});
  const call = { ...to, interface: contract.name, member, signature: types.join(""), body };
  const answer = await bus.call(call).catch((error: unknown) => {
    throw failure(error);
  });
  // The method is I's own M, which the index signature above has made the compiler forget.
  const out = (method?.out ?? {}) as I["methods"][M]["out"];
  return expectArguments(out, answer, `${contract.name}.${member}`);
}
