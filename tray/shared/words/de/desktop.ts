import type { desktop as English } from "../en/desktop.ts";

const interfaces = (count: number): string => (count === 1 ? "1 Schnittstelle" : `${count} Schnittstellen`);

export const desktop: typeof English = {
  summary: (working, used) => {
    if (used === 0) return "Noch wird keine Schnittstelle genutzt";
    if (working === 0)
      return used === 1 ? "Die Schnittstelle funktioniert nicht" : `Keine von ${used} Schnittstellen funktioniert`;
    if (working < used) return `${working} von ${used} Schnittstellen funktionieren`;
    return used === 1 ? "1 Schnittstelle funktioniert" : `Alle ${used} Schnittstellen funktionieren`;
  },
  menu: {
    used: (name, table, what) => `${name} – Tabelle ${table} – ${what}`,
    unused: (name, what) => `${name} – ${what}`,
    noConnection: "Keine Verbindung",
    noAddress: "Keine Adresse",
    switchingOn: (name) => `${name} – wird eingeschaltet …`,
    switchingOff: (name) => `${name} – wird ausgeschaltet …`,
    of: (name, what) => `${name}: ${what}`,
    noInterfaces: "Es gibt keine Schnittstellen",
    more: (count) => `Weitere Schnittstellen (${count})`,
    beyond: (count) => `Das Fenster zeigt ${count} weitere`,
    moreProblems: (count) => (count === 1 ? "1 weiteres Problem" : `${count} weitere Probleme`),
    notAllowed: "Sie dürfen Schnittstellen nicht ein- oder ausschalten",
    open: "Öffnen",
    check: "Jetzt prüfen",
    checking: "Wird geprüft …",
    start: "Dienst starten",
    starting: "Der Dienst wird gestartet …",
    preferences: "Einstellungen",
    allPreferences: "Alle Einstellungen",
    quit: "Beenden",
  },
  preferences: {
    title: "Einstellungen",
    notifications: {
      label: "Benachrichtigungen",
      explanation:
        "Sagt, wenn eine Schnittstelle ausfällt oder wieder funktioniert, wenn der Dienst endet und wenn Sie etwas tun müssen.",
    },
    startAtLogin: {
      label: "Beim Anmelden starten",
      explanation: "Startet diese App, wenn Sie sich anmelden; zu sehen ist dann nur ihr Symbol in der Leiste.",
    },
    panel: {
      label: "Symbol in der Leiste",
      explanation: "Wählen Sie ein anderes, wenn das Symbol kaum zu sehen ist.",
      automatic: "Wie das Design der Arbeitsumgebung",
      light: "Für eine helle Leiste",
      dark: "Für eine dunkle Leiste",
    },
  },
  noTray: {
    title: "Ihre Arbeitsumgebung zeigt kein Symbol dieser App",
    gnome:
      "Installieren Sie die Erweiterung „AppIndicator Support“ und schalten Sie sie ein, dann erscheint es. Bis dahin beendet das Schließen dieses Fensters die App.",
    other: "Ihre Leiste hat keinen Platz für Symbole von Apps. Das Schließen dieses Fensters beendet die App.",
  },
  notices: {
    lost: (name) => `${name} funktioniert nicht mehr`,
    lostSeveral: (count) => `${interfaces(count)} funktionieren nicht mehr`,
    lostAll: "Keine Schnittstelle funktioniert mehr",
    back: (name) => `${name} funktioniert wieder`,
    backSeveral: (count) => `${interfaces(count)} funktionieren wieder`,
    address: (address) => `Die Adresse ist ${address}.`,
    unstable: (name) => `${name} kommt und geht`,
    unstableSeveral: (count) => `${interfaces(count)} kommen und gehen`,
    unstableMeaning: "Sie hören davon wieder, wenn sich eine Minute lang nichts geändert hat.",
    serviceUnstable: "Der Dienst bricht immer wieder ab",
    serviceUnstableRemedy: "systemctl status multihomed sagt, warum.",
    serviceBack: "Der Dienst läuft wieder",
    problems: (count) => `${count} neue Probleme`,
    notSwitchedOn: (name) => `${name} wurde nicht eingeschaltet`,
    notSwitchedOff: (name) => `${name} wurde nicht ausgeschaltet`,
    notStarted: "Der Dienst wurde nicht gestartet",
    notChecked: "Es wurde nichts geprüft",
    notChosen: "Die Einstellung wurde nicht gespeichert",
    checked: (changes) => {
      if (changes === 0) return "Alles war wie gewünscht";
      return changes === 1 ? "1 Änderung wurde vorgenommen" : `${changes} Änderungen wurden vorgenommen`;
    },
  },
};
