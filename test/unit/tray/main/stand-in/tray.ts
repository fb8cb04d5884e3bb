// Stands in for Electron's Tray, Menu and images, and is of their types: a wrong name or argument does not compile.
import { EventEmitter } from "node:events";
import type { Menu, MenuItemConstructorOptions, NativeImage } from "electron";
import type { TrayIcon } from "../../../../../tray/main/panel/icon.ts";

export class StandInTray extends EventEmitter implements TrayIcon {
  /** The files of its images, the last one is shown. */
  readonly images: string[];
  readonly toolTips: string[] = [];
  readonly menus: (Menu | null)[] = [];
  isDestroyed = false;

  constructor(image: NativeImage) {
    super();
    this.images = [fileOf(image)];
  }

  setImage(image: NativeImage | string): void {
    this.images.push(typeof image === "string" ? image : fileOf(image));
  }

  setToolTip(toolTip: string): void {
    this.toolTips.push(toolTip);
  }

  setContextMenu(menu: Menu | null): void {
    this.menus.push(menu);
  }

  destroy(): void {
    this.isDestroyed = true;
  }
}

/** The template itself: whoever is handed it only hands it on. */
export const menuOf = (template: MenuItemConstructorOptions[]) => template as unknown as Menu;
export const templateOf = (menu: Menu | null | undefined) => (menu ?? []) as unknown as MenuItemConstructorOptions[];

/** Knows its file, and nothing else: likewise. */
export const imageOf = (file: string) => ({ file }) as unknown as NativeImage;
export const fileOf = (image: NativeImage) => (image as unknown as { readonly file: string }).file;

/** As if the entry with this label had been clicked. */
export function click(template: readonly MenuItemConstructorOptions[], label: string): void {
  const found = template.find((item) => item.label?.startsWith(label));
  // What it is called with is of no interest to ours.
  (found?.click as (() => void) | undefined)?.();
  if (found?.click === undefined) throw new Error(`nothing to click: ${label}`);
}
