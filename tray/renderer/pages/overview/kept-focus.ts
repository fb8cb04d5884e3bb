// A switch that is used takes its link to another place of the page; who works with the keyboard stays with it.
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/** Elements that stand for a link say so with `data-link`. `moved`: another object whenever links have changed places. */
export function useKeptFocus(page: RefObject<HTMLElement | null>, moved: unknown): void {
  const focused = useRef<Focused>(undefined);
  useEffect(() => {
    const remember = ({ target }: FocusEvent) => {
      focused.current = target instanceof Element ? focusedOf(target) : undefined;
    };
    const element = page.current;
    element?.addEventListener("focusin", remember);
    return () => element?.removeEventListener("focusin", remember);
  }, [page]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it looks whenever something may have moved
  useLayoutEffect(() => {
    // Where the focused element has been taken away, nothing has the focus.
    if (focused.current === undefined || document.activeElement !== document.body) return;
    const { name, byKeyboard } = focused.current;
    const place = page.current?.querySelector(`[data-link="${CSS.escape(name)}"]`);
    const target = place?.querySelector<HTMLElement>("[role=switch]") ?? page.current?.querySelector("summary");
    // Who clicks looks where the switch was.
    target?.focus({ preventScroll: !byKeyboard });
  }, [page, moved]);
}

/** The link whose switch has, or had, the focus. */
type Focused = { readonly name: string; readonly byKeyboard: boolean } | undefined;

function focusedOf(element: Element): Focused {
  if (!element.matches("[role=switch]")) return undefined;
  const name = element.closest<HTMLElement>("[data-link]")?.dataset.link;
  return name === undefined ? undefined : { name, byKeyboard: element.matches(":focus-visible") };
}
