// Stands in for Electron's Tray as the desktop sees it: an icon on the session bus, with its menu, as Chromium makes it.
import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { type Connection, connectBus, type Message } from "../../../common/bus/connection.ts";
import { Variant } from "../../../common/bus/types.ts";
import { WATCHER, WATCHER_PATH } from "../../../tray/main/watcher/watcher.ts";
import { decode } from "../../unit/tray/png.ts";
import { ITEM, MENU, PROPERTIES } from "../lab/names.ts";
import { type Answer, serve } from "../lab/serve.ts";
import type { Menu } from "./menu.ts";

export interface Image {
  readonly file: string;
}

export class Tray extends EventEmitter {
  static #made = 0;
  readonly #bus: Promise<Connection>;
  #image: Image;
  #toolTip = "";
  #menu: Menu | undefined;
  #revision = 0;
  #destroyed = false;

  constructor(image: Image) {
    super();
    this.#image = image;
    this.#bus = this.#register(`org.freedesktop.StatusNotifierItem-${process.pid}-${++Tray.#made}`);
  }

  setImage(image: Image): void {
    this.#image = image;
    this.#tell(ITEM, "NewIcon", "", []);
  }

  setToolTip(toolTip: string): void {
    this.#toolTip = toolTip;
    this.#tell(ITEM, "NewToolTip", "", []);
  }

  setContextMenu(menu: Menu): void {
    this.#menu = menu;
    this.#tell(MENU, "LayoutUpdated", "ui", [++this.#revision, 0]);
  }

  destroy(): void {
    this.#destroyed = true;
    void this.#bus.then((bus) => bus.close());
  }

  async #register(name: string): Promise<Connection> {
    const bus = await connectBus("session");
    serve(bus, (call) => this.#answer(call));
    await bus.requestName(name);
    const member = { interface: WATCHER.name, member: "RegisterStatusNotifierItem", signature: "s", body: [name] };
    if (!this.#destroyed) await bus.call({ destination: WATCHER.name, path: WATCHER_PATH, ...member });
    return bus;
  }

  #tell(from: { path: string; interface: string }, member: string, signature: string, body: unknown[]): void {
    void this.#bus.then((bus) => bus.signal({ path: from.path, interface: from.interface, member, signature, body }));
  }

  #answer(call: Message): Answer | undefined {
    const [first, second] = call.body();
    switch (`${call.path} ${call.member}`) {
      case `${ITEM.path} Get`: {
        const value = call.interface === PROPERTIES ? this.#property(String(second)) : undefined;
        return value && ["v", value];
      }
      case `${ITEM.path} Activate`:
        this.emit("click");
        return [""];
      case `${MENU.path} GetLayout`:
        return this.#menu && ["u(ia{sv}av)", this.#revision, this.#menu.layout()];
      case `${MENU.path} Event`:
        if (second === "clicked") this.#menu?.click(Number(first));
        return [""];
      default:
        return undefined;
    }
  }

  #property(name: string): Variant | undefined {
    switch (name) {
      case "Menu":
        return new Variant<string>("o", MENU.path);
      case "ToolTip":
        return new Variant<string>("(sa(iiay)ss)", ["", [], this.#toolTip, ""]);
      case "IconPixmap":
        return new Variant<string>("a(iiay)", [pixmapOf(this.#image)]);
      case "Status":
        return new Variant<string>("s", "Active");
      default:
        return undefined;
    }
  }
}

/** Alpha first, as the panel has it. */
function pixmapOf({ file }: Image): readonly [number, number, Buffer] {
  const { width, height, pixels } = decode(readFileSync(file));
  const argb = Buffer.alloc(pixels.length);
  for (let at = 0; at < pixels.length; at += 4) {
    argb.set(pixels.subarray(at, at + 3), at + 1);
    argb[at] = pixels[at + 3] ?? 0;
  }
  return [width, height, argb];
}
