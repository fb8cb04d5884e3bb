// The rules that lead to a link's table, fetched anew whenever they may be others.
import { useCallback, useEffect, useRef, useState } from "react";
import type { Link } from "../../../../../common/client/domain.ts";
import { PAGE_MAX } from "../../../../shared/bounds.ts";
import type { Failure } from "../../../../shared/bridge.ts";
import { useBridge } from "../../../store/hooks.ts";
import { useChanges } from "../use-changes.ts";

export interface Rules {
  /** Undefined until they are known. */
  readonly texts?: readonly string[];
  /** How many there are: more than texts where they are more than a page. */
  readonly total: number;
  /** Why they could not be fetched the last time. */
  readonly failure?: Failure;
  fetch(): void;
}

export function useRules({ name }: Link): Rules {
  const bridge = useBridge();
  const [known, setKnown] = useState<Omit<Rules, "fetch">>({ total: 0 });
  const asked = useRef(0);
  const fetch = useCallback(async () => {
    const mine = ++asked.current;
    const reply = await bridge.call("rules", name, 0, PAGE_MAX);
    if (mine !== asked.current) return; // asked for again, or gone
    setKnown((before) => (reply.ok ? reply.value : { ...before, failure: reply.failure }));
  }, [bridge, name]);
  useEffect(() => {
    void fetch();
    return () => {
      asked.current += 1;
    };
  }, [fetch]);
  useChanges(name, fetch);
  return { ...known, fetch };
}
