// Many uplinks: each has a lane, and only those in sight are drawn. The page scrolls; the hubs' labels stay in sight.
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type FocusEvent, type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import { withFocused } from "./focused-lane.ts";
import { Hub } from "./hub.tsx";
import { UplinkRow } from "./uplink-row.tsx";
import "./lanes.css";

/** Of a lane, in pixels, until it is measured: as most are, so that what is measured seldom moves the others. */
const ESTIMATE = 73;
/** Lanes that are drawn beyond what is in sight: they are there already when they are scrolled into it. */
const BEYOND = 4;

export function Lanes({ names }: { readonly names: readonly string[] }) {
  const list = useRef<HTMLUListElement>(null);
  const margin = useMargin(list);
  const { focused, onFocus, onBlur } = useFocusedName();
  const rangeExtractor = useCallback(
    (range: Range) => withFocused(defaultRangeExtractor(range), names.indexOf(focused ?? ""), names.length),
    [names, focused],
  );
  const rows = useVirtualizer<HTMLElement, HTMLLIElement>({
    count: names.length,
    getScrollElement: () => list.current?.closest("main") ?? null,
    estimateSize: () => ESTIMATE,
    getItemKey: (at) => names[at] ?? at,
    overscan: BEYOND,
    scrollMargin: margin,
    useFlushSync: false,
    rangeExtractor,
  });
  return (
    <div className="picture picture-lanes">
      <Hub of="computer" />
      <ul className="uplinks" ref={list} onFocus={onFocus} onBlur={onBlur} style={{ blockSize: rows.getTotalSize() }}>
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

function useFocusedName() {
  const [focused, setFocused] = useState<string>();
  const onFocus = useCallback(
    ({ target }: FocusEvent<HTMLElement>) => setFocused(target.closest<HTMLElement>("[data-link]")?.dataset.link),
    [],
  );
  const onBlur = useCallback(({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) => {
    // From one lane to the next: that one has to be there until it has the focus.
    if (!currentTarget.contains(relatedTarget)) setFocused(undefined);
  }, []);
  return { focused, onFocus, onBlur };
}

/** How far the list begins below the top of what scrolls, in pixels; notices above it come and go. */
function useMargin(list: RefObject<HTMLElement | null>): number {
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
