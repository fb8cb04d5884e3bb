// What the user has chosen about the app itself; nothing of it is the service's.

/** Which icons: for a light or a dark panel. "automatic": as the desktop's theme says. In the order in which they are offered. */
export const PANELS = ["automatic", "light", "dark"] as const;

export interface Preferences {
  /** Whether transitions (an uplink lost, the service gone) are told by the desktop's notifications. */
  readonly notifications: boolean;
  readonly startAtLogin: boolean;
  readonly panel: (typeof PANELS)[number];
}

export const DEFAULT_PREFERENCES: Preferences = { notifications: true, startAtLogin: false, panel: "automatic" };
