// What the window is told by itself. Plain values that survive JSON and a message between processes.
import type { Link, Permissions, Service } from "../../common/client/domain.ts";
import type { Reach } from "../../common/client/reach.ts";
import type { Activity } from "./activity.ts";
import type { Preferences } from "./preferences.ts";

/** All that is known of the service at one moment. */
export interface Standing {
  readonly reach: Reach;
  /** Absent, as links and permissions are none, unless `reach` is "ready". */
  readonly service?: Service;
  readonly links: readonly Link[];
  /** Absent while it is not known what the user may do. */
  readonly permissions?: Permissions;
}

/** A page of the window. */
export type Place =
  | { readonly page: "overview" }
  | { readonly page: "link"; readonly name: string }
  | { readonly page: "activity" }
  | { readonly page: "preferences" };

export type Told =
  /** Everything may be different from before. */
  | { readonly kind: "all"; readonly standing: Standing }
  | { readonly kind: "service"; readonly service: Service }
  /** Without `link`: it is gone. */
  | { readonly kind: "link"; readonly name: string; readonly link?: Link }
  | { readonly kind: "permissions"; readonly permissions?: Permissions }
  | { readonly kind: "activity"; readonly activity: Activity }
  | { readonly kind: "preferences"; readonly preferences: Preferences }
  /** Somebody has asked for this page elsewhere: in the menu of the tray. */
  | { readonly kind: "go"; readonly place: Place }
  /**
   * In Electron only, behind what `follow` tells, and whenever it changes: whether the desktop shows the app's icon. With
   * "no-watcher" it does not: the window has a hint then (`desktop.noTray` of the words), and closing it ends the app.
   */
  | { readonly kind: "tray"; readonly state: "shown" | "no-watcher"; readonly gnome: boolean };
