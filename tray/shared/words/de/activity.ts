import type { activity as English } from "../en/activity.ts";

const counted =
  (one: string, several: string) =>
  (count: number, number: string): string =>
    count === 1 ? one : `${number} ${several}`;

const entries = counted("1 Eintrag", "Einträge");

export const activity: typeof English = {
  title: "Verlauf",
  filter: "Filtern",
  filterHint: "Schnittstelle, Adresse, Befehl …",
  interface: "Schnittstelle",
  allInterfaces: "Alle Schnittstellen",
  pause: "Anhalten",
  resume: "Fortsetzen",
  paused: "Angehalten",
  copy: "Kopieren",
  held: counted("1 neuer Eintrag", "neue Einträge"),
  show: "Anzeigen",
  copied: (count, number) => `${entries(count, number)} kopiert`,
  copiedNewest: (count, number) =>
    count === 1 ? "Der neueste Eintrag ist kopiert" : `Die neuesten ${number} Einträge sind kopiert`,
  count: entries,
  countOf: (count, shown, all) => (count === 1 ? `1 Eintrag von ${all}` : `${shown} Einträge von ${all}`),
  none: (since) => `Seit ${since} hat sich nichts geändert.`,
  noneFound: "Kein Eintrag passt.",
  showAll: "Alle anzeigen",
  moreCommands: counted("1 weiterer Befehl", "weitere Befehle"),
  moreSentences: (count, number) => (count === 1 ? "… und 1 weiteres" : `… und ${number} weitere`),

  change: {
    appeared: (name) => `${name} ist erschienen`,
    disappeared: (name) => `${name} ist verschwunden`,
    assigned: (name, table) => `${name} wird genutzt, mit Tabelle ${table}`,
    released: (name) => `${name} wird nicht mehr genutzt`,
    addressGained: (name, gained) => `${name} hat die Adresse ${gained} bekommen`,
    addressLost: (name, lost) => `${name} hat die Adresse ${lost} verloren`,
    addressChanged: (name, gained, lost) => `${name} hat die Adresse ${gained} statt ${lost} bekommen`,
    gatewayGained: (name, gained) => `${name} hat den Router ${gained} bekommen`,
    gatewayLost: (name, lost) => `${name} hat den Router ${lost} verloren`,
    gatewayChanged: (name, gained, lost) => `${name} hat den Router ${gained} statt ${lost} bekommen`,
    problem: (name, title) => `${name}: ${title}`,
    solved: (name, title) => `${name}, gelöst: ${title}`,
  },
  state: {
    unassigned: (name) => `${name} wird nicht genutzt`,
    absent: (name) => `${name} ist nicht vorhanden`,
    down: (name) => `${name} ist ausgeschaltet`,
    "no-carrier": (name) => `${name} hat keine Verbindung`,
    "no-address": (name) => `${name} ist verbunden und wartet auf eine Adresse`,
    active: (name) => `${name} funktioniert`,
    degraded: (name) => `${name} erfordert Aufmerksamkeit`,
  },
  lost: {
    absent: (name) => `${name} ist nicht mehr vorhanden`,
    down: (name) => `${name} wurde ausgeschaltet`,
    "no-carrier": (name) => `${name} hat die Verbindung verloren`,
    "no-address": (name) => `${name} hat keine Adresse mehr`,
  },
  unknownState: (name, state) => `${name}: ${state}`,
  service: {
    starting: "Der Dienst startet",
    converged: "Alles ist wie gewünscht",
    degraded: "Etwas erfordert Aufmerksamkeit",
  },
  ready: "Der Dienst ist erreichbar",

  added: (things) => `${things} hinzugefügt`,
  changed: (things) => `${things} geändert`,
  removed: (things) => `${things} entfernt`,
  of: (names, what) => `${names}: ${what}`,
  host: "Dieser Computer",
  things: {
    route: counted("1 Route", "Routen"),
    rule: counted("1 Regel", "Regeln"),
    nexthop: counted("1 Nexthop", "Nexthops"),
    endpoint: counted("1 Endpunkt von Multipath TCP", "Endpunkte von Multipath TCP"),
    limits: counted("1 Grenzwert von Multipath TCP", "Grenzwerte von Multipath TCP"),
    setting: counted("1 Einstellung des Kernels", "Einstellungen des Kernels"),
    table: counted("1 Tabelle des Paketfilters", "Tabellen des Paketfilters"),
    connections: counted("1 Gruppe von Verbindungen", "Gruppen von Verbindungen"),
    more: counted("1 weiteres", "weitere"),
  },
};
