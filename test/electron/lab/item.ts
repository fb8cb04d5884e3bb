// An icon in the panel as the panel sees it: its picture, its tool tip, and its menu, read anew each time.
import type { Connection } from "../../../common/bus/connection.ts";
import { Variant } from "../../../common/bus/types.ts";
import { ITEM, type Layout, type Pixmap, PROPERTIES, type ToolTip } from "./names.ts";

export interface Node {
  readonly id: number;
  readonly label: string;
  readonly kind: "separator" | "entry";
  readonly enabled: boolean;
  /** Of a check box or of one of several choices; undefined: of neither. */
  readonly checked?: boolean;
  readonly below: readonly Node[];
}

export class Item {
  readonly #bus: Connection;

  private constructor(
    bus: Connection,
    readonly destination: string,
    readonly path: string,
  ) {
    this.#bus = bus;
  }

  /** Some register with the path of their object, others with a name on the bus that they own for it. */
  static registered(bus: Connection, service: string, sender: string): Item {
    return service.startsWith("/") ? new Item(bus, sender, service) : new Item(bus, service, ITEM.path);
  }

  async property(name: string): Promise<unknown> {
    const property = { interface: PROPERTIES, member: "Get", signature: "ss", body: [ITEM.interface, name] };
    const [value] = await this.#bus.call({ destination: this.destination, path: this.path, ...property });
    return value instanceof Variant ? value.value : value;
  }

  async toolTip(): Promise<string> {
    const [, , title, text] = (await this.property("ToolTip")) as ToolTip;
    return [title, text].filter(Boolean).join("\n");
  }

  /** Its only size. */
  async pixmap(): Promise<Pixmap> {
    const [pixmap] = (await this.property("IconPixmap")) as readonly Pixmap[];
    if (pixmap === undefined) throw new Error("the icon has no picture");
    return pixmap;
  }

  async activate(): Promise<void> {
    const call = { interface: ITEM.interface, member: "Activate", signature: "ii", body: [0, 0] };
    await this.#bus.call({ destination: this.destination, path: this.path, ...call });
  }

  async menu(): Promise<readonly Node[]> {
    const [, layout] = await this.#menu("GetLayout", "iias", [0, -1, []]);
    return nodeOf(layout as Layout).below;
  }

  /** As a person reads it, line by line: [x] checked, # not to be chosen, > with more below. */
  async menuText(): Promise<string[]> {
    return textOf(await this.menu());
  }

  /** Clicks on what begins with the last label, below those that begin with the others. */
  async click(...labels: readonly string[]): Promise<void> {
    let nodes = await this.menu();
    let found: Node | undefined;
    for (const label of labels) {
      found = nodes.find((node) => node.label.startsWith(label));
      if (found === undefined) throw new Error(`there is no ${label} in:\n${textOf(nodes).join("\n")}`);
      nodes = found.below;
    }
    if (found?.enabled !== true) throw new Error(`${labels.join(" > ")} cannot be clicked`);
    await this.#menu("Event", "isvu", [found.id, "clicked", new Variant<string>("i", 0), 0]);
  }

  async #menu(member: string, signature: string, body: readonly unknown[]): Promise<unknown[]> {
    const path = String(await this.property("Menu"));
    return await this.#bus.call({
      destination: this.destination,
      path,
      interface: "com.canonical.dbusmenu",
      member,
      signature,
      body,
    });
  }
}

/** What is absent is as the interface's documentation says: enabled, visible, a standard entry without a toggle. */
function nodeOf([id, properties, below]: Layout): Node {
  const get = (name: string, otherwise: unknown) => {
    const value = properties.get(name);
    return value instanceof Variant ? value.value : otherwise;
  };
  const toggles = get("toggle-type", "") !== "";
  return {
    id,
    // One _ before the letter of a key; two are one.
    label: String(get("label", "")).replace(/_(_?)/g, "$1"),
    kind: get("type", "standard") === "separator" ? "separator" : "entry",
    enabled: get("enabled", true) === true,
    ...(toggles && { checked: get("toggle-state", 0) === 1 }),
    below: below.map((child) => nodeOf((child as Variant).value as Layout)),
  };
}

function textOf(nodes: readonly Node[], indent = ""): string[] {
  return nodes.flatMap(({ kind, label, enabled, checked, below }) => {
    if (kind === "separator") return [`${indent}---`];
    const mark = checked === undefined ? "" : checked ? "[x] " : "[ ] ";
    const line = `${indent}${enabled ? "" : "# "}${below.length > 0 ? "> " : ""}${mark}${label}`;
    return [line, ...textOf(below, `${indent}  `)];
  });
}
