// The service and all links: one line each, then what troubles there are.
import type { Link, Service } from "../../common/client/domain.ts";
import { printable } from "../../common/printable.ts";
import type { Paint } from "./paint.ts";
import { type Cell, renderTable } from "./table.ts";
import { renderTogether } from "./together.ts";
import { listText, NOTHING, problemLines, stateStyle, stateText } from "./words.ts";

export function renderStatus(service: Service, links: Iterable<Link>, paint: Paint): string[] {
  const rows = inOrder(links).map((link) => cells(link, paint));
  const problems = service.problems.flatMap((problem) => {
    const [first = "", ...rest] = problemLines(problem, paint, "");
    const where = problem.interface === "" ? "multihomed" : printable(problem.interface);
    return [`${where}: ${first}`, ...rest];
  });
  const together = renderTogether(service);
  return [
    `multihomed ${printable(service.version)}: ${stateText(service.state, paint)}`,
    "",
    ...renderTable([HEADINGS.map((heading) => ({ ...heading, paint: (text) => paint("bold", text) })), ...rows]),
    ...(together.length > 0 ? ["", ...together] : []),
    ...(problems.length > 0 ? ["", ...problems] : []),
  ];
}

/** Assigned ones first, by table; the others as the kernel numbers them. */
export function inOrder(links: Iterable<Link>): Link[] {
  const rank = ({ assigned, table, index }: Link) => (assigned ? table : index);
  return [...links].sort(
    (one, other) =>
      Number(other.assigned) - Number(one.assigned) ||
      rank(one) - rank(other) ||
      // The same on every machine, whatever its language.
      (one.name < other.name ? -1 : 1),
  );
}

// Addresses are last: they are many and long.
const HEADINGS: readonly Cell[] = [
  { text: "INTERFACE" },
  { text: "STATE" },
  { text: "TABLE", right: true },
  { text: "ROUTES", right: true },
  { text: "RULES", right: true },
  { text: "GATEWAYS" },
  { text: "ADDRESSES" },
];

function cells(link: Link, paint: Paint): Cell[] {
  const number = (value: number): Cell => ({ text: link.assigned ? String(value) : NOTHING, right: true });
  const style = stateStyle(link.state);
  return [
    { text: printable(link.name) },
    { text: printable(link.state), ...(style && { paint: (text: string) => paint(style, text) }) },
    number(link.table),
    number(link.routes),
    number(link.rules),
    { text: listText(link.gateways) },
    { text: listText(link.addresses) },
  ];
}
