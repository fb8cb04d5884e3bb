import type { shell as English } from "../en/shell.ts";

export const shell: typeof English = {
  pages: "Seiten",
  page: { overview: "Übersicht", activity: "Verlauf", preferences: "Einstellungen" },
  dismiss: "Ausblenden",
  again: "Noch einmal versuchen",
  startService: "Dienst starten",
  startingService: "Dienst wird gestartet …",
  linkSwitch: {
    label: (name) => `${name} nutzen`,
    switchingOn: "Wird eingeschaltet …",
    switchingOff: "Wird ausgeschaltet …",
    changing: "Wird geändert …",
    notAllowed: "Nicht erlaubt",
  },
};
