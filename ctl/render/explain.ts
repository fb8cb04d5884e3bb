// The way of a packet: one line for each of its parts, beside what is intended, and what differs.
import type { Difference, Explanation, Packet, Way } from "../../common/client/domain.ts";
import { TABLE_DEFAULT, TABLE_LOCAL, TABLE_MAIN } from "../../common/numbers.ts";
import { printable } from "../../common/printable.ts";
import type { Paint } from "./paint.ts";
import { type Cell, renderTable } from "./table.ts";
import { NOTHING } from "./words.ts";

export function renderExplanation(packet: Packet, explanation: Explanation, paint: Paint): string[] {
  const { kernel, differences } = explanation;
  const notes = kernel.note === undefined ? [] : [`  note: ${printable(kernel.note)}`];
  return [
    paint("bold", packetText(packet)),
    ...renderTable(ROWS.flatMap((row) => cells(row, explanation, paint))),
    ...notes,
    outcome(differences, paint),
  ];
}

/** The first difference is why there are others. */
function outcome([first, ...others]: readonly Difference[], paint: Paint): string {
  if (first === undefined) return paint("good", "as intended");
  const keys = [...new Set([first, ...others].map(({ key }) => printable(key)))].join(", ");
  return `${paint("bad", "not as intended")} (${keys}): ${printable(first.text)}`;
}

function cells([key, text]: Row, { kernel, intended, differences }: Explanation, paint: Paint): Cell[][] {
  const [is, wanted] = [text(kernel), text(intended)];
  // Of a packet that goes nowhere the whole way is missing.
  const isMissing =
    is === undefined && wanted !== undefined && kernel.error !== undefined && intended.error === undefined;
  const differs = isMissing || differences.some((difference) => difference.key === key);
  if (is === undefined && !differs) return [];
  const isAsIntended = COMPARED.has(key) ? wanted !== undefined : is === wanted;
  const verdict = differs ? `intended: ${printable(wanted ?? "none")}` : isAsIntended ? "as intended" : "";
  const style = differs ? "bad" : "dim";
  return [
    [
      { text: `  ${key}` },
      { text: printable(is ?? NOTHING) },
      { text: verdict, paint: (padded) => paint(style, padded) },
    ],
  ];
}

/** "from 10.1.0.2 to 192.0.2.1, mark 0x10". */
function packetText({ source, destination, iif, mark }: Packet): string {
  const from = source === undefined ? "from any address of this host" : `from ${source}`;
  const arriving = iif === undefined ? "" : `, arriving by ${iif}`;
  const marked = mark === undefined ? "" : `, mark 0x${mark.toString(16)}`;
  return printable(`${from} to ${destination}${arriving}${marked}`);
}

type Row = readonly [key: keyof Way, text: (way: Way) => string | undefined];

/** The parts in their order, and how they are written. */
const ROWS: readonly Row[] = [
  ["error", (way) => way.error],
  ["rule", (way) => way.rule],
  ["table", tableText],
  ["route", (way) => way.route],
  ["interface", (way) => way.interface],
  ["gateway", (way) => way.gateway],
  ["uplink", (way) => way.uplink],
  ["source", (way) => way.source],
  ["shares", (way) => way.shares],
];

function tableText({ table }: Way): string | undefined {
  if (table === undefined) return undefined;
  return TABLES[table] ?? String(table);
}

const TABLES: Readonly<Record<number, string>> = {
  [TABLE_DEFAULT]: "default",
  [TABLE_MAIN]: "main",
  [TABLE_LOCAL]: "local",
};

/** What the service compares, and where it may be one of several; of the rest only what is the same is as intended. */
const COMPARED: ReadonlySet<string> = new Set(["error", "rule", "table", "route", "interface", "gateway"]);
