// All routes in a link's table, in a table that draws only what is in view: there may be a hundred thousand.
// biome-ignore-all lint/a11y/useSemanticElements: rows stand where they are scrolled to, which those of <table> cannot
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, useCallback, useEffect, useId, useMemo, useRef } from "react";
import type { Link } from "../../../../../common/client/domain.ts";
import { useFormats, useWords } from "../../../language.tsx";
import { RetryNotice } from "../retry.tsx";
import { COLUMNS, RouteHeads, RouteRow } from "./row.tsx";
import { usePages } from "./use-pages.ts";
import { useWidth } from "./use-width.ts";
import "./routes.css";

/** Rows beyond what is in view, so that nothing is blank while it scrolls. */
const BEYOND = 12;
/**
 * What a row has as its height in rem, if nothing in it is long, by the least width in pixels: one line of columns, or two
 * or three lines without. It is exact: where rows are as high as was guessed, nothing has to be worked out anew when they
 * come into view.
 */
const HEIGHTS = [
  [640, 1.75],
  [440, 3],
  [0, 4.25],
] as const;
const [[WIDE]] = HEIGHTS;

export function Routes({ link }: { readonly link: Link }) {
  const words = useWords().link.routes;
  const formats = useFormats();
  const pages = usePages(link.name);
  const region = useRef<HTMLDivElement>(null);
  const width = useWidth(region);
  const row = useMemo(() => rowHeight(width), [width]);
  const id = useId();
  const { total, failure } = pages;
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => region.current,
    estimateSize: useCallback(() => row, [row]),
    overscan: BEYOND,
  });
  // What was measured in another width is not so high any more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the width is why
  useEffect(() => virtualizer.measure(), [virtualizer, width]);
  const rows = virtualizer.getVirtualItems();
  const first = rows[0]?.index ?? 0;
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => pages.look(first, last), [pages, first, last]);

  const none = link.assigned ? words.none : words.unused;
  return (
    <section className="card link-section" aria-labelledby={id}>
      <h2 id={id}>{words.title}</h2>
      <p className="dim">{total === 0 ? none : words.count(total, formats.number(total), link.table)}</p>
      {failure !== undefined && <RetryNotice failure={failure} onRetry={() => pages.retry()} />}
      {total > 0 && (
        <div
          ref={region}
          role="group"
          className={width < WIDE ? "routes routes-narrow" : "routes"}
          style={{ "--row": `${row}px` } as CSSProperties} // which know no properties of one's own
          aria-labelledby={id}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the arrow keys
          tabIndex={0}
        >
          <div role="table" aria-labelledby={id} aria-rowcount={total + 1} aria-colcount={COLUMNS}>
            <RouteHeads />
            <div role="rowgroup" className="routes-rows" style={{ blockSize: virtualizer.getTotalSize() }}>
              {rows.map(({ index, start }) => (
                <RouteRow
                  key={index}
                  ref={virtualizer.measureElement}
                  at={index}
                  start={start}
                  text={pages.line(index)}
                  waits={failure === undefined}
                />
              ))}
            </div>
          </div>
        </div>
      )}
    </section>
  );
}

/** In pixels. */
function rowHeight(width: number): number {
  const [, height] = HEIGHTS.find(([least]) => width >= least) ?? HEIGHTS[2];
  return Math.round(height * Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
}
