// The history: what changed, when, and why; with a filter, and held still while it is read.
import { useDeferredValue, useId, useMemo, useState } from "react";
import { useFormats, useWords } from "../../language.tsx";
import { useStore } from "../../store/hooks.ts";
import { Feed } from "./feed.tsx";
import { EVERYTHING, type Filter, filtered, interfacesOf, rowsOf } from "./filter.ts";
import { grouped } from "./grouping.ts";
import { HeldBar } from "./held-bar.tsx";
import { plainText } from "./plain-text.ts";
import { Toolbar } from "./toolbar.tsx";
import { useAnnounced } from "./use-announced.ts";
import { useHeld } from "./use-held.ts";
import "./activity.css";

export function ActivityPage() {
  const store = useStore();
  const words = useWords();
  const formats = useFormats();
  const language = useMemo(() => ({ words, formats }), [words, formats]);
  const title = useId();
  const [filter, setFilter] = useState<Filter>(EVERYTHING);
  const sought = useDeferredValue(filter);
  const held = useHeld();
  const entries = useMemo(() => grouped(held.notes), [held.notes]);
  const shown = useMemo(() => filtered(entries, sought, language), [entries, sought, language]);
  const rows = useMemo(() => rowsOf(shown, formats.day), [shown, formats]);
  const waiting = useMemo(() => filtered(grouped(held.waiting), sought, language), [held.waiting, sought, language]);
  const { announce, announced } = useAnnounced();

  const count = (found: number, all: number): string => {
    const texts = words.activity;
    const [one, other] = [formats.number(found), formats.number(all)];
    return found === all ? texts.count(all, other) : texts.countOf(found, one, other);
  };
  const change = (changes: Partial<Filter>) => {
    const next = { ...filter, ...changes };
    setFilter(next);
    announce(() => count(filtered(entries, next, language).length, entries.length));
  };
  const copy = async () => {
    const copied = plainText(shown, language);
    await store.copy(copied.text);
    // What went wrong stands at the top of the page.
    if (store.state.failure !== undefined) return;
    const text = copied.count < shown.length ? words.activity.copiedNewest : words.activity.copied;
    announce(() => text(copied.count, formats.number(copied.count)), true);
  };

  return (
    <section className="activity" aria-labelledby={title}>
      <h1 id={title}>{words.activity.title}</h1>
      <Toolbar
        filter={filter}
        interfaces={interfacesOf(entries)}
        count={count(shown.length, entries.length)}
        announced={announced}
        paused={held.by === "pause"}
        onFilter={change}
        onPause={held.by === "pause" ? held.resume : held.pause}
        onCopy={shown.length > 0 ? copy : undefined}
      />
      <HeldBar by={held.by} count={waiting.length} onShow={held.resume} />
      {entries.length === 0 && <p className="dim">{words.activity.none(formats.time(performance.timeOrigin))}</p>}
      {entries.length > 0 && shown.length === 0 && (
        <p className="dim">
          {words.activity.noneFound}{" "}
          <button type="button" className="plain" onClick={() => change(EVERYTHING)}>
            {words.activity.showAll}
          </button>
        </p>
      )}
      {rows.length > 0 && <Feed rows={rows} language={language} onScrolled={held.scrolled} />}
    </section>
  );
}
