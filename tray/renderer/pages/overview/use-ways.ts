// Asks the service which way unbound traffic goes: at first, and again when something has changed, but not for every change.
import { useEffect, useState } from "react";
import { useBridge, useStore } from "../../store/hooks.ts";
import { ANYWHERE, type Family, type Ways, wayOf } from "./unbound.ts";

/** Changes come in crowds: after one, this long is waited for the others, in milliseconds. */
const SETTLE_MS = 400;
/** However much changes, it is asked no more often. */
const EVERY_MS = 2000;

export function useWays(families: readonly Family[]): Ways {
  const store = useStore();
  const bridge = useBridge();
  const [ways, setWays] = useState<Ways>({});
  const asked = families.join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` says what `families` holds
  useEffect(() => {
    if (families.length === 0) return;
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = Number.NEGATIVE_INFINITY;
    let { links, service } = store.state.known;
    const ask = async () => {
      last = performance.now();
      const found = await Promise.all(
        families.map(async (family) => [
          family,
          wayOf(await bridge.call("explain", { destination: ANYWHERE[family] })),
        ]),
      );
      timer = undefined;
      if (gone) return;
      setWays(Object.fromEntries(found));
      learn();
    };
    const learn = () => {
      const { known } = store.state;
      if (timer !== undefined || (known.links === links && known.service === service)) return;
      ({ links, service } = known);
      timer = setTimeout(() => void ask(), Math.max(SETTLE_MS, last + EVERY_MS - performance.now()));
    };
    timer = setTimeout(() => void ask());
    const stop = store.subscribe(learn);
    return () => {
      gone = true;
      clearTimeout(timer);
      stop();
    };
  }, [store, bridge, asked]);
  return ways;
}
