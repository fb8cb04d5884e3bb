// How components read what the window knows: each is drawn again only when what it reads is another object.
import { createContext, useContext, useEffect, useSyncExternalStore } from "react";
import type { Link } from "../../../common/client/domain.ts";
import type { Bridge } from "../../shared/bridge.ts";
import type { Rate } from "./rates.ts";
import type { Store, WindowState } from "./store.ts";
import type { Traffic } from "./traffic.ts";

interface Sources {
  readonly store: Store;
  readonly traffic: Traffic;
  /** For what only one component asks for: pages of routes, an explanation. */
  readonly bridge: Bridge;
}

export const SourcesContext = createContext<Sources | undefined>(undefined);

function useSources(): Sources {
  const sources = useContext(SourcesContext);
  if (sources === undefined) throw new Error("there is no SourcesContext around this component");
  return sources;
}

export const useStore = (): Store => useSources().store;
export const useBridge = (): Bridge => useSources().bridge;

/** `read` must give the same object as long as nothing has changed. */
export function useWindow<T>(read: (state: WindowState) => T): T {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => read(store.state));
}

export const useLink = (name: string): Link | undefined => useWindow(({ known }) => known.links.get(name));

/** The rate of a link, read as long as the component is there; undefined until it was read twice. */
export function useRate(name: string): Rate | undefined {
  const { traffic } = useSources();
  useEffect(() => traffic.watch(name), [traffic, name]);
  return useSyncExternalStore(traffic.subscribe, () => traffic.rate(name));
}
