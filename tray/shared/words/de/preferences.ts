import type { preferences as English } from "../en/preferences.ts";

export const preferences: typeof English = {
  app: "Diese App",
  service: {
    title: "Der Dienst",
    version: (version) => `Version ${version}`,
    check: {
      label: "Jetzt prüfen",
      explanation: "Vergleicht alles mit dem Kernel und stellt richtig, was abweicht.",
    },
    checking: "Wird geprüft …",
    checked: (changes) => {
      if (changes === 0) return "Geprüft: Nichts musste geändert werden.";
      return changes === 1
        ? "Geprüft: 1 Änderung wurde vorgenommen."
        : `Geprüft: ${changes} Änderungen wurden vorgenommen.`;
    },
    reload: {
      label: "Konfiguration neu laden",
      explanation:
        "Liest /etc/multihomed neu ein. Eine Datei mit einem Fehler wird abgelehnt, und es bleibt, was in Kraft war.",
    },
    reloading: "Wird neu geladen …",
    reloaded: "Die Konfiguration wurde neu geladen und ist in Kraft.",
  },
  permissions: {
    title: "Was Sie dürfen",
    assign: {
      yes: "Sie dürfen Schnittstellen ein- und ausschalten.",
      challenge: "Sie dürfen Schnittstellen ein- und ausschalten, nachdem Sie ein Passwort eingegeben haben.",
      no: "Sie dürfen Schnittstellen nicht ein- und ausschalten.",
    },
    configure: {
      yes: "Sie dürfen prüfen, neu laden und ändern, was mehr als eine Schnittstelle betrifft.",
      challenge:
        "Sie dürfen prüfen, neu laden und ändern, was mehr als eine Schnittstelle betrifft, nachdem Sie ein Passwort eingegeben haben.",
      no: "Sie dürfen weder prüfen noch neu laden noch ändern, was mehr als eine Schnittstelle betrifft.",
    },
    unknown: "Das ist noch nicht bekannt.",
  },
};
