// The pages of a link's routes for as long as the table is there, fetched anew whenever they may be others.
import { useCallback, useMemo, useSyncExternalStore } from "react";
import { useBridge, useStore } from "../../../store/hooks.ts";
import { useChanges } from "../use-changes.ts";
import { RoutePages } from "./pages.ts";

export function usePages(name: string): RoutePages {
  const bridge = useBridge();
  const store = useStore();
  const pages = useMemo(
    () =>
      new RoutePages({
        fetch: (offset, limit) => bridge.call("routes", name, offset, limit),
        total: store.state.known.links.get(name)?.routes ?? 0,
      }),
    [bridge, store, name],
  );
  useSyncExternalStore(pages.subscribe, pages.revision);
  useChanges(
    name,
    useCallback(() => pages.refresh(), [pages]),
  );
  return pages;
}
