// Stands in for Electron's Menu: its entries with the numbers that the bus knows them by, and what a click does to them.
import type { MenuItemConstructorOptions } from "electron";
import { Variant } from "../../../common/bus/types.ts";
import type { Layout } from "../lab/names.ts";

type Item = Omit<MenuItemConstructorOptions, "submenu"> & { readonly id: string; readonly below?: Menu };

export class Menu {
  static #ids = 0;
  /** Until the app says otherwise: Electron's own. */
  static #ofApplication: Menu | null = Menu.buildFromTemplate([{ label: "File" }, { label: "Edit" }]);
  readonly items: readonly Item[];

  private constructor(template: readonly MenuItemConstructorOptions[]) {
    this.items = template.map(({ submenu, ...item }): Item => {
      const id = String(++Menu.#ids);
      return Array.isArray(submenu) ? { ...item, id, below: new Menu(submenu) } : { ...item, id };
    });
  }

  static buildFromTemplate(template: MenuItemConstructorOptions[]): Menu {
    return new Menu(template);
  }

  static setApplicationMenu(menu: null): void {
    Menu.#ofApplication = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#ofApplication;
  }

  /** As com.canonical.dbusmenu tells it. */
  layout(id = 0): Layout {
    const root = new Map<string, Variant>([["children-display", new Variant<string>("s", "submenu")]]);
    return [id, root, this.items.map((item) => new Variant<string>("(ia{sv}av)", layoutOf(item)))];
  }

  /** As in Electron a box changes by itself before anybody is told of the click. */
  click(id: number): boolean {
    const item = this.items.find((each) => each.id === String(id));
    if (item === undefined) return this.items.some(({ below }) => below?.click(id));
    if (item.enabled === false) return false;
    if (item.type === "checkbox") item.checked = !item.checked;
    // What it is called with is of no interest to ours.
    (item.click as (() => void) | undefined)?.();
    return true;
  }
}

function layoutOf({ id, type, label = "", enabled = true, checked, below }: Item): Layout {
  if (below !== undefined) {
    const [, properties, children] = below.layout(Number(id));
    return [Number(id), new Map([...properties, ["label", new Variant<string>("s", mnemonic(label))]]), children];
  }
  const properties: [string, Variant][] = [["label", new Variant<string>("s", mnemonic(label))]];
  if (type === "separator") properties.push(["type", new Variant<string>("s", "separator")]);
  if (!enabled) properties.push(["enabled", new Variant<string>("b", false)]);
  if (type === "checkbox" || type === "radio") {
    properties.push(["toggle-type", new Variant<string>("s", type === "radio" ? "radio" : "checkmark")]);
    properties.push(["toggle-state", new Variant<string>("i", checked ? 1 : 0)]);
  }
  return [Number(id), new Map(properties), []];
}

/** Electron marks a key by &, the menu by _. */
const mnemonic = (label: string): string =>
  label.replaceAll("_", "__").replace(/&(&?)/g, (_, second: string) => (second === "&" ? "&" : "_"));
