// The menu's entries as Electron takes them. Pure but for what is called back.
import type { MenuItemConstructorOptions } from "electron";
import type { Action, Entry } from "./entries.ts";

/** @param act told what was chosen */
export function template(entries: readonly Entry[], act: (action: Action) => void): MenuItemConstructorOptions[] {
  return entries.map((entry): MenuItemConstructorOptions => {
    switch (entry.kind) {
      case "separator":
        return { type: "separator" };
      case "text":
        return { label: literal(entry.label), enabled: false };
      case "submenu":
        return { type: "submenu", label: literal(entry.label), submenu: template(entry.entries, act) };
      case "command":
        return { label: literal(entry.label), enabled: entry.disabled !== true, click: () => act(entry.action) };
      default: {
        const type = entry.kind === "check" ? "checkbox" : "radio";
        const { label, on, disabled, action } = entry;
        return { type, label: literal(label), checked: on, enabled: disabled !== true, click: () => act(action) };
      }
    }
  });
}

/** One & would make a mnemonic of the letter behind it. */
const literal = (label: string): string => label.replaceAll("&", "&&");
