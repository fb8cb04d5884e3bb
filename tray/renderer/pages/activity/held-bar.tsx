// That new entries are held back, how many, and the way to see them.
import { useFormats, useWords } from "../../language.tsx";
import type { Held } from "./use-held.ts";

interface HeldBarProperties {
  readonly by: Held["by"];
  readonly count: number;
  onShow(): void;
}

/** Nothing where nothing is held back, unless somebody has paused it. */
export function HeldBar({ by, count, onShow }: HeldBarProperties) {
  const words = useWords().activity;
  const formats = useFormats();
  if (by === undefined || (by === "scrolling" && count === 0)) return null;
  const show = (event: React.MouseEvent) => {
    event.currentTarget.closest("main")?.scrollTo(0, 0);
    onShow();
  };
  return (
    <div className="held-bar">
      {by === "pause" && <strong>{words.paused}</strong>}
      {count > 0 && (
        <>
          <span>{words.held(count, formats.number(count))}</span>
          <button type="button" onClick={show}>
            {words.show}
          </button>
        </>
      )}
    </div>
  );
}
