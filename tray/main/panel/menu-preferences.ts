// The preferences in the menu. They show what is kept, not what was clicked. Pure.
import { PANELS, type Preferences } from "../../shared/preferences.ts";
import type { Words } from "../../shared/words/index.ts";
import { type Entry, SEPARATOR } from "./entries.ts";

export function preferenceEntries(preferences: Preferences, words: Words): Entry[] {
  const { startAtLogin, notifications, panel } = words.desktop.preferences;
  const check = (key: "startAtLogin" | "notifications", { label }: { readonly label: string }): Entry => {
    const on = preferences[key];
    return { kind: "check", label, on, action: { do: "choose", changes: { [key]: !on } } };
  };
  const panels = PANELS.map((each): Entry => {
    return { kind: "choice", label: panel[each], on: preferences.panel === each, action: choosePanel(each) };
  });
  return [
    check("startAtLogin", startAtLogin),
    check("notifications", notifications),
    { kind: "submenu", label: panel.label, entries: panels },
    SEPARATOR,
    {
      kind: "command",
      label: words.desktop.menu.allPreferences,
      action: { do: "open", place: { page: "preferences" } },
    },
  ];
}

const choosePanel = (panel: Preferences["panel"]) => ({ do: "choose", changes: { panel } }) as const;
