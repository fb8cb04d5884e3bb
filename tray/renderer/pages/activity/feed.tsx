// Entries and days, of which only those in view are drawn. It scrolls with the page.
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, type Ref, useCallback, useEffect, useRef, useState } from "react";
import { EntryView } from "./entry.tsx";
import type { Row } from "./filter.ts";
import type { Language } from "./sentences.ts";
import { useOffset } from "./use-offset.ts";

interface FeedProperties {
  readonly rows: readonly Row[];
  readonly language: Language;
  /** The newest entry came into view, or went out of it. */
  onScrolled(away: boolean): void;
}

/** In pixels: an entry with a sentence and what was done; a day. */
const ENTRY = 66;
const DAY = 44;
const BEYOND = 8;
/** Who has scrolled so little still looks at the newest. */
const AWAY = 8;

export function Feed({ rows, language, onScrolled }: FeedProperties) {
  const feed = useRef<HTMLOListElement>(null);
  const offset = useOffset(feed);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => feed.current?.closest("main") ?? null,
    estimateSize: (at) => (rows[at]?.kind === "day" ? DAY : ENTRY),
    getItemKey: (at) => rows[at]?.key ?? at,
    scrollMargin: offset,
    overscan: BEYOND,
  });
  useEffect(() => {
    const main = feed.current?.closest("main");
    const scrolled = () => onScrolled((main?.scrollTop ?? 0) > AWAY);
    main?.addEventListener("scroll", scrolled, { passive: true });
    return () => main?.removeEventListener("scroll", scrolled);
  }, [onScrolled]);
  const toggle = useCallback(
    (key: string) =>
      setOpen((before) =>
        before.has(key) ? new Set([...before].filter((other) => other !== key)) : new Set([...before, key]),
      ),
    [],
  );
  return (
    <ol ref={feed} className="feed" style={{ blockSize: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ index, key, start }) => {
        const row = rows[index];
        return (
          row && (
            <FeedRow
              key={key}
              ref={virtualizer.measureElement}
              row={row}
              at={index}
              size={rows.length}
              start={start - offset}
              language={language}
              open={open.has(row.key)}
              onToggle={toggle}
            />
          )
        );
      })}
    </ol>
  );
}

interface FeedRowProperties {
  readonly ref: Ref<HTMLLIElement>;
  readonly row: Row;
  /** Its place among `size` rows, from 0. */
  readonly at: number;
  readonly size: number;
  /** Where it stands, in pixels. */
  readonly start: number;
  readonly language: Language;
  readonly open: boolean;
  onToggle(key: string): void;
}

const FeedRow = memo(function FeedRow(properties: FeedRowProperties) {
  const { ref, row, at, size, start, language, open, onToggle } = properties;
  return (
    <li
      ref={ref}
      data-index={at}
      aria-posinset={at + 1}
      aria-setsize={size}
      className="feed-row"
      style={{ transform: `translateY(${start}px)` }}
    >
      {row.kind === "day" ? (
        <h2 className="feed-day">{row.day}</h2>
      ) : (
        <EntryView entry={row.entry} language={language} open={open} onToggle={() => onToggle(row.key)} />
      )}
    </li>
  );
});
