// The part of a desktop's panel that icons of apps register with: who has registered, and signals when somebody shows them.

import type { Connection, Message } from "../../../common/bus/connection.ts";
import { Variant } from "../../../common/bus/types.ts";
import { WATCHER, WATCHER_PATH } from "../../../tray/main/watcher/watcher.ts";
import { Item } from "./item.ts";
import { PROPERTIES } from "./names.ts";
import { type Answer, serve } from "./serve.ts";

export class PanelWatcher {
  /** Every icon that has registered, the last one last. */
  readonly items: Item[] = [];
  readonly #bus: Connection;
  #shows: boolean;

  private constructor(bus: Connection, shows: boolean) {
    this.#bus = bus;
    this.#shows = shows;
    serve(bus, (call) => this.#answer(call));
  }

  /** @param shows whether somebody shows the icons from the beginning */
  static async start(bus: Connection, { shows = true }: { readonly shows?: boolean } = {}): Promise<PanelWatcher> {
    const watcher = new PanelWatcher(bus, shows);
    if (!(await bus.requestName(WATCHER.name))) throw new Error("there is a watcher already");
    return watcher;
  }

  /** From now on somebody shows the icons, or nobody does any more. */
  show(shows: boolean): void {
    this.#shows = shows;
    const member = shows ? "StatusNotifierHostRegistered" : "StatusNotifierHostUnregistered";
    this.#bus.signal({ path: WATCHER_PATH, interface: WATCHER.name, member });
  }

  /** The panel ends. */
  async leave(): Promise<void> {
    await this.#bus.close();
  }

  #answer(call: Message): Answer | undefined {
    if (call.path !== WATCHER_PATH) return undefined;
    if (call.interface === PROPERTIES) return this.#property(call);
    if (call.member === "RegisterStatusNotifierHost") return [""];
    if (call.member !== "RegisterStatusNotifierItem") return undefined;
    const [service] = call.body() as [string]; // as its signature, "s", says
    this.items.push(Item.registered(this.#bus, service, call.sender ?? ""));
    const item = { path: WATCHER_PATH, interface: WATCHER.name, member: "StatusNotifierItemRegistered" };
    this.#bus.signal({ ...item, signature: "s", body: [service] });
    return [""];
  }

  #property(call: Message): Answer | undefined {
    const [, name] = call.body();
    const items = this.items.map(({ destination }) => destination);
    const values = new Map<string, Variant>([
      ["IsStatusNotifierHostRegistered", new Variant<string>("b", this.#shows)],
      ["ProtocolVersion", new Variant<string>("i", 0)],
      ["RegisteredStatusNotifierItems", new Variant<string>("as", items)],
    ]);
    if (call.member === "GetAll") return ["a{sv}", values];
    const value = call.member === "Get" && typeof name === "string" ? values.get(name) : undefined;
    return value && ["v", value];
  }
}
