// A switch that is used takes its link to another place of the page; who works with the keyboard stays with it.
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/** Elements that stand for a link say so with `data-link`. `moved`: another object whenever links have changed places. */
export function useKeptFocus(page: RefObject<HTMLElement | null>, moved: unknown): void {
  const focused = useRef<string>(undefined);
  useEffect(() => {
    const remember = ({ target }: FocusEvent) => {
      focused.current = target instanceof Element ? linkOf(target) : undefined;
    };
    const element = page.current;
    element?.addEventListener("focusin", remember);
    return () => element?.removeEventListener("focusin", remember);
  }, [page]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it looks whenever something may have moved
  useLayoutEffect(() => {
    // Where the focused element has been taken away, nothing has the focus.
    if (focused.current === undefined || document.activeElement !== document.body) return;
    const place = page.current?.querySelector(`[data-link="${CSS.escape(focused.current)}"]`);
    const target = place?.querySelector<HTMLElement>("[role=switch]") ?? page.current?.querySelector("summary");
    target?.focus();
  }, [page, moved]);
}

const linkOf = (element: Element): string | undefined =>
  element.matches("[role=switch]") ? element.closest<HTMLElement>("[data-link]")?.dataset.link : undefined;
