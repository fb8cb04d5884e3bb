// Why nothing can be said of the links, in words, and what to do about it.

import { useWords } from "./language.tsx";
import { Notice } from "./parts/notice.tsx";
import { useStore, useWindow } from "./store/hooks.ts";
import { underWay } from "./store/store.ts";

export function ReachNotice() {
  const store = useStore();
  const words = useWords();
  const reach = useWindow(({ known }) => known.reach);
  const busy = useWindow(({ errand }) => underWay(errand));
  switch (reach.kind) {
    case "ready":
    case "connecting":
      return null;
    case "absent":
      if (!reach.activatable) return <Notice grade="waiting" {...words.states.reach.notInstalled} />;
      return (
        <Notice grade="waiting" {...words.states.reach.absent} line={reach.reason?.text}>
          <button type="button" className="primary" aria-disabled={busy} onClick={() => void store.startService()}>
            {busy ? words.shell.startingService : words.shell.startService}
          </button>
        </Notice>
      );
    default:
      return <Notice grade="bad" {...words.states.reach[reach.kind]} line={reach.reason.text} />;
  }
}
