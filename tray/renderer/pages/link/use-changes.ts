// Calls back some time after something changed in the kernel that concerns a link: once for all of that time.
import { useEffect, useRef } from "react";
import { useStore } from "../../store/hooks.ts";
import { concerns } from "./changes.ts";

/** Routes come by the thousand when a link does; nobody reads faster. */
const TOGETHER_MS = 400;

export function useChanges(name: string, act: () => void): void {
  const store = useStore();
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  }, [act]);
  useEffect(() => {
    let seen = store.state;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = store.subscribe(() => {
      const before = seen;
      seen = store.state;
      if (timer !== undefined || !concerns(name, before, seen)) return;
      timer = setTimeout(() => {
        timer = undefined;
        latest.current();
      }, TOGETHER_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store, name]);
}
