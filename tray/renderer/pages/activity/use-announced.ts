// What is said politely to those who do not see it change: a moment after the last reason to say it, and once.
import { useCallback, useEffect, useRef, useState } from "react";

/** Nobody wants to hear a number for every letter that is typed. */
const AFTER_MS = 700;
/** What has been read is not found again by whoever looks around. */
const FORGET_MS = 6000;

export interface Announced {
  readonly text: string;
  /** Whether it is to be seen as well. */
  readonly seen: boolean;
}

const NOTHING: Announced = { text: "", seen: false };

export function useAnnounced() {
  const [announced, setAnnounced] = useState(NOTHING);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  /** `seen`: it is shown too, and at once. */
  const announce = useCallback((text: () => string, seen = false) => {
    clearTimeout(timer.current);
    setAnnounced(NOTHING);
    const say = () => {
      setAnnounced({ text: text(), seen });
      timer.current = setTimeout(() => setAnnounced(NOTHING), FORGET_MS);
    };
    timer.current = setTimeout(say, seen ? 0 : AFTER_MS);
  }, []);
  return { announced, announce };
}
