// How wide an element is, in pixels; 1000 until it is there.
import { type RefObject, useLayoutEffect, useState } from "react";

export function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(1000);
  const [element, setElement] = useState<HTMLElement | null>(null);
  // It may come later than the component, and go before it.
  useLayoutEffect(() => setElement(ref.current));
  useLayoutEffect(() => {
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    setWidth(element.clientWidth);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
