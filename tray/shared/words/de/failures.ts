import type { failures as English } from "../en/failures.ts";

export const failures: typeof English = {
  "not-authorised": {
    title: "Sie dürfen das nicht",
    remedy: "Fragen Sie einen Administrator, oder tun Sie es am Gerät selbst. multihomectl permissions sagt, wer darf.",
  },
  "needs-password": {
    title: "Ein Passwort ist nötig, und niemand konnte gefragt werden",
    remedy: "Starten Sie den Authentifizierungsdienst Ihrer Arbeitsumgebung, oder nutzen Sie multihomectl im Terminal.",
  },
  "table-in-use": {
    title: "Diese Tabelle ist belegt",
    remedy: "Wählen Sie eine andere Nummer, oder lassen Sie eine Tabelle automatisch wählen.",
  },
  "reserved-table": {
    title: "Diese Tabelle ist reserviert",
    remedy: "Wählen Sie eine andere Nummer, oder lassen Sie eine Tabelle automatisch wählen.",
  },
  "invalid-interface": {
    title: "Diese Schnittstelle kann nicht genutzt werden",
    remedy: "Vielleicht ist sie nicht mehr vorhanden oder von einer Art, die keine eigenen Adressen hat.",
  },
  "invalid-option": {
    title: "Eine der Optionen ist nicht möglich",
    remedy: "Die Zeile unten sagt, welche und warum.",
  },
  "invalid-argument": { title: "Das wurde nicht verstanden", remedy: "Die Zeile unten sagt, was erwartet wurde." },
  "not-assigned": { title: "Diese Schnittstelle wird ohnehin nicht genutzt", remedy: "Es gibt nichts auszuschalten." },
  kernel: { title: "Der Kernel hat abgelehnt", remedy: "Die Zeile unten nennt seinen Grund." },
  "too-many": { title: "Es sind zu viele Anfragen", remedy: "Warten Sie einen Moment, dann versuchen Sie es wieder." },
  timeout: { title: "Die Antwort kam nicht rechtzeitig", remedy: "Versuchen Sie es gleich noch einmal." },
  bus: { title: "Der Systembus ist nicht erreichbar", remedy: "Es wird automatisch wieder versucht." },
  "not-reachable": {
    title: "Der Dienst ist nicht erreichbar",
    remedy: "systemctl status multihomed sagt, warum er nicht läuft.",
  },
  configuration: {
    title: "Die Konfigurationsdatei hat einen Fehler",
    remedy: "Berichtigen Sie ihn, dann versuchen Sie es wieder. Was in Kraft war, bleibt in Kraft.",
  },
  storage: { title: "Es konnte nicht gespeichert werden", remedy: "Nichts wurde geändert. Ist die Festplatte voll?" },
  "unexpected-answer": {
    title: "Der Dienst hat etwas Unerwartetes gesagt",
    remedy: "Sind App und Dienst von derselben Version?",
  },
  mistake: { title: "Das ist ein Fehler in der App", remedy: "Bitte melden Sie ihn mit der Zeile unten." },
  unknown: { title: "Das wurde nicht ausgeführt", remedy: "Die Zeile unten sagt, warum." },
};
