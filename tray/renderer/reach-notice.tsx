// Why nothing can be said of the links, in words, and what to do about it.

import { useWords } from "./language.tsx";
import { Notice } from "./parts/notice.tsx";
import { useStore, useWindow } from "./store/hooks.ts";

export function ReachNotice() {
  const store = useStore();
  const words = useWords();
  const reach = useWindow(({ known }) => known.reach);
  switch (reach.kind) {
    case "ready":
    case "connecting":
      return null;
    case "absent":
      if (!reach.activatable) return <Notice grade="waiting" {...words.states.reach.notInstalled} />;
      return (
        <Notice grade="waiting" {...words.states.reach.absent} line={reach.reason?.text}>
          <button type="button" className="primary" onClick={() => void store.startService()}>
            {words.shell.startService}
          </button>
        </Notice>
      );
    default:
      return <Notice grade="bad" {...words.states.reach[reach.kind]} line={reach.reason.text} />;
  }
}
