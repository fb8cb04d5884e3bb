// Many uplinks: each has a lane, and only those in sight are drawn. The page scrolls; the hubs' labels stay in sight.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState } from "react";
import { Hub } from "./hub.tsx";
import { UplinkRow } from "./uplink-row.tsx";
import "./lanes.css";

/** Of a lane, in pixels, until it is measured. */
const ESTIMATE = 64;
/** Lanes that are drawn beyond what is in sight, so that the keyboard always has a next one. */
const BEYOND = 4;

export function Lanes({ names }: { readonly names: readonly string[] }) {
  const list = useRef<HTMLUListElement>(null);
  const margin = useMargin(list);
  const rows = useVirtualizer<HTMLElement, HTMLLIElement>({
    count: names.length,
    getScrollElement: () => list.current?.closest("main") ?? null,
    estimateSize: () => ESTIMATE,
    getItemKey: (at) => names[at] ?? at,
    overscan: BEYOND,
    scrollMargin: margin,
    useFlushSync: false,
  });
  return (
    <div className="picture picture-lanes">
      <Hub of="computer" />
      <ul className="uplinks" ref={list} style={{ blockSize: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start }) => {
          const name = names[index];
          return (
            name !== undefined && (
              <li
                key={key}
                ref={rows.measureElement}
                data-index={index}
                data-link={name}
                aria-posinset={index + 1}
                aria-setsize={names.length}
                style={{ translate: `0 ${start - margin}px` }}
              >
                <UplinkRow name={name} lane />
              </li>
            )
          );
        })}
      </ul>
      <Hub of="internet" />
    </div>
  );
}

/** How far the list begins below the top of what scrolls, in pixels; notices above it come and go. */
function useMargin(list: React.RefObject<HTMLElement | null>): number {
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    const element = list.current;
    const scroller = element?.closest("main");
    const page = scroller?.firstElementChild;
    if (!element || !scroller || !page) return;
    const measure = () =>
      setMargin(
        Math.round(element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop),
      );
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(page);
    return () => observer.disconnect();
  }, [list]);
  return margin;
}
