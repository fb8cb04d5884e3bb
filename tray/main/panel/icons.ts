// Where the icon of the panel is: drawn dark for a light panel, and light for a dark one. Pure.
import type { Preferences } from "../../shared/preferences.ts";
import type { Indicator } from "./indicator.ts";

export type Shade = "light" | "dark";

export interface Surroundings {
  /** What the user has chosen. */
  readonly panel: Preferences["panel"];
  /** Whether the desktop's theme is dark. */
  readonly dark: boolean;
  /** $XDG_CURRENT_DESKTOP: names separated by colons, the most particular first (Desktop Entry Specification). */
  readonly desktop: string | undefined;
}

/** Of the panel. */
export function shadeOf({ panel, dark, desktop }: Surroundings): Shade {
  if (panel !== "automatic") return panel;
  return dark || hasDarkPanel(desktop) ? "dark" : "light";
}

export const isGnome = (desktop: string | undefined): boolean =>
  (desktop ?? "").split(":").some((name) => /^gnome\b/i.test(name));

/** The panel of GNOME is dark whatever the theme is; those of GNOME-Classic and GNOME-Flashback are as the theme is. */
const hasDarkPanel = (desktop: string | undefined): boolean => {
  const names = (desktop ?? "").toLowerCase().split(":");
  return names.includes("gnome") && !names.some((name) => name.startsWith("gnome-"));
};

/** Below the program's folder. Beside it stand its larger sizes (@1.5x, @2x, @3x), which Electron finds by itself. */
export const iconFile = (indicator: Indicator, shade: Shade): string => `icons/panel/${shade}/${indicator}.png`;
