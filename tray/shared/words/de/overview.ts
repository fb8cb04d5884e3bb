import type { overview as English } from "../en/overview.ts";

export const overview: typeof English = {
  title: "Übersicht",
  uplinks: "Genutzte Schnittstellen",
  computer: "Dieser Computer",
  internet: "Internet",
  table: (table) => `Tabelle ${table}`,
  gateway: "Router",
  noGateway: "Kein Router",
  more: (count) => `+${count}`,
  details: (name) => `${name}: Einzelheiten`,
  uplink: ({ name, state, table, addresses, gateways, problem, rate }) =>
    [
      name,
      state,
      ...(problem === undefined ? [] : [problem]),
      `Tabelle ${table}`,
      addresses.length > 0 ? `Adresse ${addresses.join(", ")}` : "keine Adresse",
      gateways.length > 0 ? `Router ${gateways.join(", ")}` : "kein Router",
      ...(rate === undefined ? [] : [`empfängt ${rate.rx}`, `sendet ${rate.tx}`]),
    ].join(", "),
  none: {
    title: "Noch wird keine Schnittstelle genutzt",
    ready: "Schalten Sie unten zwei ein, dann können Programme beide Verbindungen gleichzeitig nutzen.",
    nothing: "Verbinden Sie diesen Computer mit einem Netz; was sich einschalten lässt, erscheint dann unten.",
  },
  unused: {
    title: "Nicht genutzt",
    explanation: "Schalten Sie eine ein, dann gehen Programme, die ihre Adresse verwenden, über sie hinaus.",
    ready: "Bereit",
    noCarrier: "Keine Verbindung",
    noAddress: "Keine Adresse",
    noGateway: "Kein Router",
    others: (count) => `Andere Schnittstellen (${count})`,
  },
  unbound: {
    title: "Programme, die keine Adresse wählen",
    spread: {
      flow: "Ihre Verbindungen verteilen sich auf mehrere Schnittstellen. Jede Verbindung bleibt bei einer.",
      destination: "Ihre Verbindungen verteilen sich auf mehrere Schnittstellen. Alle zum selben Ziel nehmen dieselbe.",
    },
    both: (name) => `Diese Programme gehen über ${name} hinaus, die beste Standardroute.`,
    neither: "Diese Programme kommen nicht hinaus: Es gibt keine Standardroute.",
    out: (name) => `über ${name}, die beste Standardroute`,
    noWay: "kein Weg hinaus",
    unknown: (reason) => `nicht bekannt: ${reason}`,
    asking: "Es wird ermittelt, welchen Weg sie nehmen …",
    moreShares: (count) => `und ${count} weitere`,
  },
};
