// How far an element stands below the top of what the page scrolls, in pixels.
import { type RefObject, useLayoutEffect, useState } from "react";

export function useOffset(ref: RefObject<HTMLElement | null>): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const main = ref.current?.closest("main");
    const element = ref.current;
    if (!main || element === null) return;
    const measure = () => {
      const below = element.getBoundingClientRect().top - main.getBoundingClientRect().top;
      setOffset(Math.round(below + main.scrollTop));
    };
    measure();
    // What stands above it may come, go, and wrap.
    const observer = new ResizeObserver(measure);
    for (let above = element.parentElement; above !== null && above !== main; above = above.parentElement) {
      for (const beside of above.children) if (beside !== element) observer.observe(beside);
      observer.observe(above);
    }
    return () => observer.disconnect();
  });
  return offset;
}
