// What the desktop and the packages call the tray app. The desktop file, the windows' class and the AppStream component have
// to agree on the identifier: that is how a window gets its icon and a software centre its start button.

/** Of the application, in reverse DNS; scripts/build-tray.mjs says it too, as the app's `desktopName`. */
export const APP_ID = "org.multihomed.Tray";

/** Package, program, icon, and the folder below /opt. */
export const PROGRAM = "multihomed-tray";

export const DESKTOP_FILE = `${APP_ID}.desktop`;
export const METAINFO_FILE = `${APP_ID}.metainfo.xml`;
export const AUTOSTART_FILE = `${PROGRAM}.desktop`;

/** Where the packages put it. */
export const FOLDER = `/opt/${PROGRAM}`;

interface Texts {
  readonly genericName: string;
  /** One sentence without a full stop: beneath the name in menus, the synopsis in software centres. */
  readonly comment: string;
  readonly keywords: readonly string[];
  /** What it does, for software centres. */
  readonly paragraphs: readonly string[];
}

export const NAME = "multihomed";

export const ENGLISH: Texts = {
  genericName: "Network Uplinks",
  comment: "Shows where your network connections lead, and switches each on or off",
  keywords: ["network", "uplink", "connection", "multihoming", "routing", "MPTCP"],
  paragraphs: [
    "A computer with two network connections usually uses one of them. The service multihomed gives each connection a routing table of its own, so that all of them work at the same time.",
    "This app shows in the panel whether they do, and switches each with one click. Its window shows at a glance where traffic goes, which addresses, routes and rules a connection has, what has changed, and what to do when something is wrong.",
    "It needs the service multihomed on the same computer.",
  ],
};

export const GERMAN: Texts = {
  genericName: "Netzwerkverbindungen",
  comment: "Zeigt, wohin die Netzwerkverbindungen führen, und schaltet jede ein oder aus",
  keywords: ["Netzwerk", "Verbindung", "Schnittstelle", "Multihoming", "Routing", "MPTCP"],
  paragraphs: [
    "Ein Computer mit zwei Netzwerkverbindungen benutzt gewöhnlich nur eine davon. Der Dienst multihomed gibt jeder Verbindung eine eigene Routingtabelle, so dass alle gleichzeitig funktionieren.",
    "Diese App zeigt in der Leiste, ob sie es tun, und schaltet jede mit einem Klick. Ihr Fenster zeigt auf einen Blick, wohin der Verkehr geht, welche Adressen, Routen und Regeln eine Verbindung hat, was sich geändert hat, und was zu tun ist, wenn etwas nicht stimmt.",
    "Sie braucht den Dienst multihomed auf demselben Computer.",
  ],
};
