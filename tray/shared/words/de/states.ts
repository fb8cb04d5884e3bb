import type { states as English } from "../en/states.ts";

export const states: typeof English = {
  link: {
    unassigned: "Nicht genutzt",
    absent: "Nicht vorhanden",
    down: "Ausgeschaltet",
    "no-carrier": "Keine Verbindung",
    "no-address": "Wartet auf eine Adresse",
    active: "Funktioniert",
    degraded: "Erfordert Aufmerksamkeit",
  },
  linkMeaning: {
    unassigned:
      "Programme nutzen sie nur, wie die Haupttabelle es sagt. Eingeschaltet bekommt sie eine eigene Tabelle.",
    absent: "Die Schnittstelle ist gerade nicht vorhanden. Sie wird genutzt, sobald sie erscheint.",
    down: "Die Schnittstelle ist ausgeschaltet. Sie wird genutzt, sobald sie eingeschaltet ist.",
    "no-carrier": "Kein Kabel oder kein Funknetz. Sie wird genutzt, sobald sie verbunden ist.",
    "no-address": "Die Schnittstelle ist verbunden und wartet auf eine Adresse aus dem Netz.",
    active: "Programme, die eine ihrer Adressen verwenden, gehen über sie hinaus.",
    degraded: "Die Schnittstelle wird genutzt, aber etwas ist nicht, wie es sein soll.",
  },
  service: {
    starting: "Der Dienst startet.",
    converged: "Alles ist wie gewünscht.",
    reconciling: "Änderungen werden vorgenommen.",
    degraded: "Etwas erfordert Aufmerksamkeit.",
  },
  reach: {
    connecting: { title: "Verbindung zum Dienst wird aufgenommen", remedy: "Das dauert einen Moment." },
    absent: {
      title: "Der Dienst läuft nicht",
      remedy:
        "Solange er nicht läuft, folgt nichts den Änderungen in Ihrem Netz. Starten Sie ihn, um mehrere Verbindungen zugleich zu nutzen.",
    },
    notInstalled: {
      title: "Der Dienst ist nicht installiert",
      remedy: "Installieren Sie das Paket multihomed; dieses Fenster findet ihn dann von selbst.",
    },
    failed: {
      title: "Der Dienst antwortet nicht wie erwartet",
      remedy: "Er wird automatisch wieder gefragt. Bleibt es so: systemctl status multihomed",
    },
    disconnected: {
      title: "Der Systembus ist nicht erreichbar",
      remedy: "Es wird automatisch wieder versucht. Bleibt es so: systemctl status dbus",
    },
  },
};
