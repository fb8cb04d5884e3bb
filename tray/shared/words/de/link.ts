import type { link as English } from "../en/link.ts";

export const link: typeof English = {
  back: "Zurück zur Übersicht",
  receives: (rate) => `Empfängt ${rate}`,
  sends: (rate) => `Sendet ${rate}`,
  gone: {
    title: (name) => `${name} ist nicht mehr vorhanden`,
    remedy:
      "Die Schnittstelle wurde entfernt und soll nicht genutzt werden. Kommt sie wieder, wird sie hier wieder gezeigt.",
  },
  loopback:
    "Über diese Schnittstelle spricht dieser Computer mit sich selbst. Sie führt sonst nirgendwohin und kann kein Weg hinaus sein.",
  problems: "Probleme",
  remedy: {
    "automatic-table": "Tabelle automatisch wählen",
    "automatic-priority": "Tabelle und Priorität automatisch wählen",
    "no-weight": "Gewicht entfernen",
    "no-mptcp": "Hier auf Multipath TCP verzichten",
  },

  form: {
    title: "Tabelle und Optionen",
    unused:
      "Diese Schnittstelle wird nicht genutzt. Der Schalter oben nutzt sie wie zuvor oder mit allem automatisch; soll es anders sein, wählen Sie hier und wenden Sie es an.",
    several: (tables) =>
      `Die Konfiguration macht aus dieser Schnittstelle mehrere Uplinks, mit den Tabellen ${tables}. Gezeigt wird der erste; was Sie anwenden, ersetzt alle.`,
    further: "Weitere Optionen",
    furtherSet: (count) =>
      count === 1 ? "Weitere Optionen (1 ist nicht wie üblich)" : `Weitere Optionen (${count} sind nicht wie üblich)`,
    apply: "Anwenden",
    applying: "Wird angewendet …",
    discard: "Verwerfen",
    temporary: "Nur bis zum nächsten Systemstart",
    changed: "Davon ist noch nichts in Kraft.",
    applied: "Angewendet.",
    elsewhere: {
      title: "Dies wurde inzwischen anderswo geändert",
      remedy: "Was Sie gewählt haben, steht noch hier. Wenden Sie es an, ersetzt es, was jetzt in Kraft ist.",
      show: "Zeigen, was in Kraft ist",
    },
    permission: {
      challenge: "Eine Änderung verlangt ein Passwort.",
      no: "Sie dürfen dies nicht ändern.",
    },
    applyPermission: {
      challenge: "Das Anwenden verlangt ein Passwort.",
      no: "Sie dürfen nicht ändern, wie Schnittstellen genutzt werden.",
    },
  },

  table: {
    title: "Routingtabelle",
    explanation:
      "Enthält die Routen dieser Schnittstelle, getrennt von allen anderen. Automatisch ist richtig, solange keine Skripte von Ihnen eine Nummer nennen.",
    automatic: "Automatisch",
    chosen: "Diese Nummer",
    now: (table) => `Jetzt gilt Tabelle ${table}. „Automatisch“ wählt eine freie, vielleicht dieselbe.`,
    number: "Nummer der Tabelle",
  },
  weight: {
    title: "Anteil an den Verbindungen (Gewicht)",
    explanation:
      "Programme, die keine Adresse wählen, werden auf die Schnittstellen mit einem Anteil verteilt: Eine mit 3 bekommt dreimal so viele Verbindungen wie eine mit 1.",
    none: "Kein Anteil",
    some: "Ein Anteil von",
    number: "Anteil",
  },
  priority: {
    title: "Priorität ihrer Regeln",
    explanation:
      "Regeln mit kleinerer Nummer werden zuerst gefragt. Ändern Sie sie, wenn eigene Regeln davor oder dahinter stehen müssen.",
    automatic: "Automatisch: die Nummer der Tabelle",
    chosen: "Diese Nummer",
    number: "Priorität",
  },
  guard: {
    title: "Schutz",
    explanation:
      "Pakete von ihren Adressen werden verworfen, wenn diese Schnittstelle nicht zum Ziel führt, statt über eine andere zu gehen. Schalten Sie ihn aus, wenn irgendein Weg besser ist als keiner.",
    label: "Nie über eine andere Schnittstelle hinaus",
  },
  strict: {
    title: "Strenge Adressen",
    explanation:
      "Pakete für ihre Adressen werden nur hier angenommen, und hier keine anderen. Für Netze, in denen eine Adresse nicht am falschen Ort antworten darf.",
    label: "Nur Pakete für eigene Adressen annehmen",
  },
  unassignedRoutes: {
    title: "Netze hinter nicht genutzten Schnittstellen",
    explanation: "Etwa ein VPN oder Container: ob sie auch von ihren Adressen aus erreichbar sind.",
    include: "Auch erreichen",
    exclude: "Auslassen",
  },
  mptcp: {
    title: "Multipath TCP",
    explanation:
      "Lässt eine Verbindung mehrere Schnittstellen nutzen, wo auch die Gegenseite das kann. Ist nichts gewählt, wird es nicht genutzt.",
    flags: {
      subflow: "Weitere Wege von ihren Adressen öffnen: was Laptops brauchen",
      backup: "Nur als Ersatz nutzen, wenn die anderen ausfallen, etwa wo Datenverkehr Geld kostet",
      signal: "Der Gegenseite ihre Adressen nennen: für Server",
      fullmesh: "Wege zu jeder Adresse der Gegenseite öffnen",
    },
  },
  gateway: {
    title: "Router",
    explanation:
      "Nur die Routen über einen Router nutzen, wo ein Netz mehrere hat. Dann wird nur seine Art von Adressen genutzt, IPv4 oder IPv6.",
    any: "Jeder Router",
    chosen: "Nur dieser",
    address: "Adresse des Routers",
  },
  fault: {
    "table-number": "Geben Sie eine ganze Zahl von 1 bis 4294967295 ein.",
    "table-reserved": "253, 254 und 255 gehören dem System. Wählen Sie eine andere Nummer.",
    priority: "Geben Sie eine ganze Zahl von 1 bis 4294967295 ein.",
    weight: "Geben Sie eine ganze Zahl von 1 bis 256 ein.",
    mptcp: "„signal“ und „fullmesh“ schließen einander aus. Wählen Sie eines davon.",
    gateway: "Geben Sie eine IPv4- oder IPv6-Adresse ein, etwa 192.168.1.1.",
  },
  tableTaken: (name) => `${name} hat diese Tabelle. Wählen Sie eine andere Nummer.`,
  hint: {
    "behind-main": "Mit dieser Priorität antworten andere Regeln zuerst: Wählen Sie eine kleinere.",
    "not-spread": "Verbindungen werden jetzt nicht verteilt: [balance] in der Konfigurationsdatei schaltet das ein.",
    "other-gateway": "Über diesen Router führt jetzt keine Standardroute.",
  },

  addresses: {
    title: "Adressen",
    none: "Die Schnittstelle hat jetzt keine Adresse.",
    rule: "Regel",
    reason: {
      "not-used": "Keine Regel, denn die Schnittstelle wird nicht genutzt.",
      "link-local": "Mit Absicht keine Regel: Die Adresse gilt nur in diesem Netz.",
      "other-family": "Keine Regel: Der gewählte Router ist für die andere Art von Adressen.",
      pending: "Noch keine Regel.",
    },
    others: "Weitere Regeln",
    othersMeaning:
      "Auch sie führen in ihre Tabelle: Verbindungen, die dieser Schnittstelle zugeteilt sind, oder eine eben verschwundene Adresse.",
    more: (number) => `… und ${number} weitere`,
  },
  gateways: {
    title: "Router",
    none: "Über diese Schnittstelle führt keine Standardroute, darum ist kein Router bekannt.",
  },
  routes: {
    title: "Routen",
    count: (count, number, table) =>
      count === 1 ? `1 Route in Tabelle ${table}` : `${number} Routen in Tabelle ${table}`,
    none: "Der Kernel hat keine Routen für sie.",
    unused: "Es gibt keine eigenen Routen, denn die Schnittstelle wird nicht genutzt.",
    loading: "Wird geladen …",
    destination: "Nach",
    via: "Über",
    link: "Schnittstelle",
    source: "Quelle",
    metric: "Metrik",
    rest: "Weiteres",
    direct: "direkt",
    nowhere: {
      unreachable: "nirgendwohin: unerreichbar",
      blackhole: "nirgendwohin: verworfen (blackhole)",
      prohibit: "nirgendwohin: verboten",
      throw: "nächste Regel (throw)",
    },
    default: "default (alles Übrige)",
  },
};
