// What the user has chosen about the app itself; nothing of it is the service's.

export interface Preferences {
  /** Whether transitions (an uplink lost, the service gone) are told by the desktop's notifications. */
  readonly notifications: boolean;
  readonly startAtLogin: boolean;
  /** Which icons: for a light or a dark panel. "automatic": as the desktop's theme says. */
  readonly panel: "automatic" | "light" | "dark";
}

export const DEFAULT_PREFERENCES: Preferences = { notifications: true, startAtLogin: false, panel: "automatic" };
