// One route as a row of the table.
// biome-ignore-all lint/a11y/useSemanticElements: rows stand where they are scrolled to, which those of <table> cannot
// biome-ignore-all lint/a11y/useFocusableInteractive: a row of a table is not one of a grid, and the region scrolls
import { Fragment, memo, type ReactNode, type Ref } from "react";
import { textFor } from "../../../../shared/words/index.ts";
import { useWords } from "../../../language.tsx";
import { parseRoute, type RouteColumns } from "./route-text.ts";

/** To, by, interface, source, metric, and the rest. */
export const COLUMNS = 6;

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
  /** Undefined while it is not known. */
  readonly text: string | undefined;
  /** Whether it is going to be. */
  readonly waits: boolean;
}

export const RouteRow = memo(function RouteRow({ ref, at, start, text, waits }: RouteRowProperties) {
  return (
    <div
      ref={ref}
      role="row"
      data-index={at}
      aria-rowindex={at + 2}
      className={at % 2 === 0 ? "route" : "route route-odd"}
      style={{ transform: `translateY(${start}px)` }}
    >
      {text === undefined ? <Unknown waits={waits} /> : <RouteCells text={text} />}
    </div>
  );
});

function Unknown({ waits }: { readonly waits: boolean }) {
  const words = useWords().link.routes;
  return (
    <Cell kind="whole">
      <span className="dim">{waits ? words.loading : "–"}</span>
    </Cell>
  );
}

const RouteCells = memo(function RouteCells({ text }: { readonly text: string }) {
  const words = useWords().link.routes;
  const route = parseRoute(text);
  if (route === undefined) return <Cell kind="whole">{text}</Cell>;
  const { destination, link, source, metric, rest } = route;
  return (
    <>
      <Cell kind="strong">{destination === "default" ? words.default : breakable(destination)}</Cell>
      <Way route={route} />
      <Cell label={words.link}>{link}</Cell>
      <Cell label={words.source}>{source && breakable(source)}</Cell>
      <Cell label={words.metric}>{metric}</Cell>
      <Cell label={words.rest}>{rest}</Cell>
    </>
  );
});

/** The router or routers, or why there is none. */
function Way({ route: { type, via, link, nexthops } }: { readonly route: RouteColumns }) {
  const words = useWords().link.routes;
  if (nexthops.length > 0) {
    return (
      <Cell kind="ways">
        {nexthops.map((nexthop, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one may be there twice
          <span key={at}>{nexthop}</span>
        ))}
      </Cell>
    );
  }
  if (via !== undefined) {
    return (
      <Cell label={words.via}>
        {type} {breakable(via)}
      </Cell>
    );
  }
  const why = type === undefined ? link && words.direct : textFor(words.nowhere, type, type);
  return <Cell>{why && <span className="dim">{why}</span>}</Cell>;
}

/** An address that may go on in another line behind a colon, and preferably there. */
function breakable(address: string): ReactNode {
  if (address.length < 20) return address;
  return address.split(/(?<=:)/).map((group, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: groups are told apart by nothing else
    <Fragment key={at}>
      {group}
      <wbr />
    </Fragment>
  ));
}

interface CellProperties {
  /** Of its column, where the heads of the columns are not to be seen. */
  readonly label?: string;
  /** "whole": in the place of all columns. "ways": several, one below the other. */
  readonly kind?: "strong" | "whole" | "ways";
  readonly children: ReactNode;
}

function Cell({ label, kind, children }: CellProperties) {
  const empty = children === undefined || children === "";
  const name = kind === undefined ? (empty ? "cell-empty" : undefined) : `cell-${kind}`;
  return (
    <span role="cell" className={name} data-label={label} {...(kind === "whole" && { "aria-colspan": COLUMNS })}>
      {children}
    </span>
  );
}
