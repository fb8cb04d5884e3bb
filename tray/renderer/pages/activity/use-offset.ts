// How far an element stands below the top of what the page scrolls, in pixels.
import { type RefObject, useLayoutEffect, useState } from "react";

export function useOffset(ref: RefObject<HTMLElement | null>): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    const main = element?.closest("main");
    if (!element || !main) return;
    const measure = () => {
      const below = element.getBoundingClientRect().top - main.getBoundingClientRect().top;
      setOffset(Math.round(below + main.scrollTop));
    };
    measure();
    // What stands above it comes, goes and wraps: then what holds both has another size.
    const observer = new ResizeObserver(measure);
    for (let around = element.parentElement; around !== null && around !== main; around = around.parentElement) {
      observer.observe(around);
    }
    return () => observer.disconnect();
  }, [ref]);
  return offset;
}
