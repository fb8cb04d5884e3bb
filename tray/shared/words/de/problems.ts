import type { problems as English } from "../en/problems.ts";

export const problems: typeof English = {
  "kernel-refused": {
    title: "Der Kernel lehnt eine Route oder eine Regel ab",
    remedy: "Die Zeile unten endet mit dem Grund des Kernels. Der Dienst versucht es automatisch wieder.",
  },
  contended: {
    title: "Ein anderes Programm macht die Änderungen immer wieder rückgängig",
    remedy:
      "Finden Sie es mit: ip monitor route rule. Für systemd-networkd setzen Sie ManageForeignRoutes=no und " +
      "ManageForeignRoutingPolicyRules=no in networkd.conf.",
  },
  "table-shared": {
    title: "Jemand anderes schreibt in diese Tabelle",
    remedy: "Wählen Sie eine andere Tabelle, oder lassen Sie eine automatisch wählen.",
  },
  "not-balanced": {
    title: "Beim Verteilen der Verbindungen ausgelassen",
    remedy:
      "Geben Sie der Schnittstelle einen Router und eine Adresse dieser Familie, oder nehmen Sie ihr das Gewicht.",
  },
  "behind-main": {
    title: "Die Haupttabelle antwortet zuerst",
    remedy:
      "Geben Sie ihren Regeln eine Priorität unter 32766, oder lassen Sie Tabelle und Priorität automatisch wählen.",
  },
  "endpoint-left-out": {
    title: "Multipath TCP hat zu viele Endpunkte",
    remedy:
      "Nutzen Sie Multipath TCP auf weniger Schnittstellen, oder sehen Sie nach, wem die anderen gehören: ip mptcp endpoint",
  },
  "endpoint-taken": {
    title: "Ein anderes Programm hat diesen Endpunkt für Multipath TCP angelegt",
    remedy: "Überlassen Sie ihn dem Programm (etwa NetworkManager), oder halten Sie es von dieser Schnittstelle fern.",
  },
  "no-mptcp": {
    title: "Multipath TCP ist nicht verfügbar",
    remedy: "Verwenden Sie einen Kernel, der es kann, und schalten Sie es ein mit: sysctl net.mptcp.enabled=1",
  },
  "no-mark": {
    title: "Keine Markierung für die Verbindungen des Gateways",
    remedy: "Geben Sie gateway.mark-mask mehr Bits, oder nehmen Sie die Schnittstelle aus gateway.inside heraus.",
  },
  configuration: {
    title: "Die Konfigurationsdatei hat einen Fehler",
    remedy: "Berichtigen Sie ihn und laden Sie neu. Was in Kraft war, bleibt in Kraft.",
  },
  state: {
    title: "Gespeicherte Zuweisungen waren nicht lesbar",
    remedy: "Sie wurden beiseitegelegt: journalctl -u multihomed sagt, wo. Weisen Sie die Schnittstellen neu zu.",
  },
  unknown: {
    title: "Etwas ist nicht, wie es sein soll",
    remedy: "Die Zeile unten sagt, was; journalctl -u multihomed sagt vielleicht mehr.",
  },
};
