// Names and types of what a desktop has on its session bus: icons in the panel with their menus, and notifications
// (freedesktop.org: StatusNotifierItem, Desktop Notifications 1.2; com.canonical.dbusmenu).

export const ITEM = { interface: "org.kde.StatusNotifierItem", path: "/StatusNotifierItem" } as const;
export const MENU = { interface: "com.canonical.dbusmenu", path: "/com/canonical/dbusmenu" } as const;
export const PROPERTIES = "org.freedesktop.DBus.Properties";

export const NOTIFICATIONS = {
  name: "org.freedesktop.Notifications",
  interface: "org.freedesktop.Notifications",
  path: "/org/freedesktop/Notifications",
} as const;

/** Width, height, and four bytes a pixel, alpha first (signature "(iiay)"). */
export type Pixmap = readonly [width: number, height: number, argb: Buffer];

/** Icon's name, pixmaps, title, text (signature "(sa(iiay)ss)"). */
export type ToolTip = readonly [icon: string, pixmaps: readonly Pixmap[], title: string, text: string];

/** Number, properties, what is below it: each in a variant (signature "(ia{sv}av)"). */
export type Layout = readonly [id: number, properties: ReadonlyMap<string, unknown>, below: readonly unknown[]];
