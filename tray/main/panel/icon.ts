// The icon in the panel, as Electron's Tray: drawn only where it is different, as desktops take every change for a new one.
import type { Menu, MenuItemConstructorOptions, NativeImage, Tray } from "electron";
import type { Action } from "./entries.ts";
import { iconFile, type Shade } from "./icons.ts";
import type { PanelView } from "./panel.ts";
import { template } from "./template.ts";

/** What is used of it. */
export interface TrayIcon extends Pick<Tray, "setImage" | "setToolTip" | "setContextMenu" | "destroy"> {
  on(event: "click", listener: () => void): unknown;
}

export interface IconOptions {
  make(image: NativeImage): TrayIcon;
  buildMenu(template: MenuItemConstructorOptions[]): Menu;
  /** Of an icon's file, see iconFile. */
  image(file: string): NativeImage;
  /** What the panel looks like now. */
  shade(panel: PanelView["panel"]): Shade;
  act(action: Action): void;
}

/** As text, to be compared. */
interface Drawn {
  readonly file?: string;
  readonly toolTip?: string;
  readonly menu?: string;
}

export class PanelIcon {
  readonly #options: IconOptions;
  readonly #images = new Map<string, NativeImage>();
  /** Kept: an icon that is collected as garbage vanishes. */
  #tray: TrayIcon | undefined;
  #wanted = false;
  #view: PanelView | undefined;
  #drawn: Drawn = {};

  constructor(options: IconOptions) {
    this.#options = options;
  }

  /** There is a place for it now: it is there as soon as it is known what it says. */
  make(): void {
    this.destroy();
    this.#wanted = true;
    this.redraw();
  }

  destroy(): void {
    this.#wanted = false;
    this.#tray?.destroy();
    this.#tray = undefined;
    this.#drawn = {};
  }

  /** @param fresh whether the menu is to be set although it is the same: a check box may have been clicked */
  draw(view: PanelView, fresh: boolean): void {
    this.#view = view;
    if (!this.#wanted) return;
    const { make, shade, buildMenu, act } = this.#options;
    const file = iconFile(view.indicator, shade(view.panel));
    const drawn = { file, toolTip: view.toolTip, menu: JSON.stringify(view.entries) };
    const before: Drawn = this.#tray === undefined ? { file } : this.#drawn;
    this.#drawn = drawn;
    this.#tray ??= this.#listening(make(this.#image(file)));
    if (drawn.file !== before.file) this.#tray.setImage(this.#image(file));
    if (drawn.toolTip !== before.toolTip) this.#tray.setToolTip(drawn.toolTip);
    if (fresh || drawn.menu !== before.menu) this.#tray.setContextMenu(buildMenu(template(view.entries, act)));
  }

  /** The panel may look different now. */
  redraw(): void {
    if (this.#view !== undefined) this.draw(this.#view, false);
  }

  /** Most desktops open the menu instead, and say nothing. */
  #listening(tray: TrayIcon): TrayIcon {
    tray.on("click", () => this.#options.act({ do: "open" }));
    return tray;
  }

  #image(file: string): NativeImage {
    const known = this.#images.get(file);
    if (known !== undefined) return known;
    const image = this.#options.image(file);
    this.#images.set(file, image);
    return image;
  }
}
