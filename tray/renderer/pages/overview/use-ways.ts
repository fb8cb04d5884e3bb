// Asks the service which way unbound traffic goes, and again when a link or the service has changed.

import { useEffect, useState } from "react";
import { after } from "../../../../common/client/after.ts";
import { useBridge, useStore } from "../../store/hooks.ts";
import { type Clock, repeated } from "./repeated.ts";
import { ANYWHERE, type Family, type Ways, wayOf } from "./unbound.ts";

export function useWays(families: readonly Family[]): Ways {
  const store = useStore();
  const bridge = useBridge();
  const [ways, setWays] = useState<Ways>({});
  const asked = families.join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` says what `families` holds
  useEffect(() => {
    if (families.length === 0) return;
    const wayFor = async (family: Family) =>
      [family, wayOf(await bridge.call("explain", { destination: ANYWHERE[family] }))] as const;
    const asking = repeated(async () => setWays(Object.fromEntries(await Promise.all(families.map(wayFor)))), CLOCK);
    let { links, service } = store.state.known;
    const stop = store.subscribe(() => {
      const { known } = store.state;
      if (known.links === links && known.service === service) return;
      ({ links, service } = known);
      asking.changed();
    });
    return () => {
      stop();
      asking.close();
    };
  }, [store, bridge, asked]);
  return ways;
}

const CLOCK: Clock = { now: () => performance.now(), after };
