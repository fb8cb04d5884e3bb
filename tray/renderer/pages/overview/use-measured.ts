// Where the rows of the picture are, so that curves can lead to them.
import { type RefObject, useLayoutEffect, useState } from "react";
import { type Measured, sameMeasures } from "./geometry.ts";

/** Children of `list` say with `data-link` whose they are; measured is their first child. Undefined until it is there. */
export function useMeasured(list: RefObject<HTMLElement | null>, names: readonly string[]): Measured | undefined {
  const [measured, setMeasured] = useState<Measured>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: other names are other rows to be watched
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const measure = () => {
      const now = measuresOf(element);
      setMeasured((before) => (sameMeasures(before, now) ? before : now));
    };
    measure();
    const observer = new ResizeObserver(measure);
    for (const one of [element, ...element.children]) observer.observe(one);
    return () => observer.disconnect();
  }, [list, names]);
  return measured;
}

function measuresOf(list: HTMLElement): Measured {
  const { top, height } = list.getBoundingClientRect();
  const rows = new Map<string, number>();
  for (const row of list.querySelectorAll<HTMLElement>(":scope > [data-link]")) {
    const strip = row.firstElementChild?.getBoundingClientRect();
    if (strip !== undefined) rows.set(row.dataset.link ?? "", strip.top - top + strip.height / 2);
  }
  return { height, rows };
}
