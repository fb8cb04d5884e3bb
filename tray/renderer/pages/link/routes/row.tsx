// One route as a row of the table.
// biome-ignore-all lint/a11y/useSemanticElements: rows stand where they are scrolled to, which those of <table> cannot
// biome-ignore-all lint/a11y/useFocusableInteractive: a row of a table is not one of a grid, and the region scrolls
import { memo, type ReactNode, type Ref } from "react";
import { textFor } from "../../../../shared/words/index.ts";
import { useWords } from "../../../language.tsx";
import { parseRoute, type RouteColumns } from "./route-text.ts";

export function RouteHeads() {
  const words = useWords().link.routes;
  return (
    <div role="rowgroup" className="routes-heads">
      <div role="row" aria-rowindex={1} className="route">
        {[words.destination, words.via, words.link, words.source, words.metric, words.rest].map((head) => (
          <span key={head} role="columnheader">
            {head}
          </span>
        ))}
      </div>
    </div>
  );
}

interface RouteRowProperties {
  readonly ref: Ref<HTMLDivElement>;
  /** Its place among the routes, from 0. */
  readonly at: number;
  /** Where it stands, in pixels. */
  readonly start: number;
  /** Undefined while it is being fetched. */
  readonly text: string | undefined;
}

export const RouteRow = memo(function RouteRow({ ref, at, start, text }: RouteRowProperties) {
  return (
    <div
      ref={ref}
      role="row"
      data-index={at}
      aria-rowindex={at + 2}
      className={at % 2 === 0 ? "route" : "route route-odd"}
      style={{ transform: `translateY(${start}px)` }}
    >
      <RouteCells text={text} />
    </div>
  );
});

const RouteCells = memo(function RouteCells({ text }: { readonly text: string | undefined }) {
  const words = useWords().link.routes;
  if (text === undefined) return <Cell whole>{<span className="dim">{words.loading}</span>}</Cell>;
  const route = parseRoute(text);
  if (route === undefined) return <Cell whole>{text}</Cell>;
  const { destination, link, source, metric, rest, nexthops } = route;
  return (
    <>
      <Cell strong>{destination === "default" ? words.default : destination}</Cell>
      <Cell label={words.via}>
        {nexthops.length === 0 ? <Way route={route} /> : nexthops.map((nexthop) => <div key={nexthop}>{nexthop}</div>)}
      </Cell>
      <Cell label={words.link}>{link}</Cell>
      <Cell label={words.source}>{source}</Cell>
      <Cell label={words.metric}>{metric}</Cell>
      <Cell label={words.rest}>{rest}</Cell>
    </>
  );
});

/** The router, or why there is none. */
function Way({ route: { type, via, link } }: { readonly route: RouteColumns }) {
  const words = useWords().link.routes;
  if (via !== undefined) return type === undefined ? via : `${type} ${via}`;
  if (type !== undefined) return <span className="dim">{textFor(words.nowhere, type, type)}</span>;
  return link === undefined ? null : <span className="dim">{words.direct}</span>;
}

interface CellProperties {
  /** Of its column, where the heads of the columns are not to be seen. */
  readonly label?: string;
  readonly strong?: boolean;
  /** Instead of all columns. */
  readonly whole?: boolean;
  readonly children: ReactNode;
}

function Cell({ label, strong = false, whole = false, children }: CellProperties) {
  const empty = children === undefined || children === "";
  const kinds = [strong && "cell-strong", whole && "cell-whole", empty && "cell-empty"].filter(Boolean);
  return (
    <span role="cell" className={kinds.join(" ")} data-label={label} {...(whole && { "aria-colspan": 6 })}>
      {children}
    </span>
  );
}
