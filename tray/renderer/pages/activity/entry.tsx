// One entry: when, what led to it, what was done, and the commands on demand.
import { memo, useId } from "react";
import { LinkMark } from "../../parts/mark.tsx";
import type { Entry } from "./grouping.ts";
import { causesOf, commandLine, doneOf, type Language, problemLines } from "./sentences.ts";
import { signOf } from "./sign.ts";

interface EntryProperties {
  readonly entry: Entry;
  readonly language: Language;
  /** Whether its commands are shown. */
  readonly open: boolean;
  onToggle(): void;
}

/** More than that are of a large table: one sees what they are. */
const COMMANDS_MAX = 200;
const SENTENCES_MAX = 12;

export const EntryView = memo(function EntryView({ entry, language, open, onToggle }: EntryProperties) {
  const { words, formats } = language;
  const causes = causesOf(entry, language);
  const done = doneOf(entry, language);
  const sign = signOf(entry);
  const id = useId();
  return (
    <article className="entry">
      <time className="entry-time dim" dateTime={new Date(entry.time).toISOString()}>
        {formats.time(entry.time)}
      </time>
      <span>{sign !== undefined && <LinkMark state={sign} />}</span>
      <div className="entry-text">
        {causes.slice(0, SENTENCES_MAX).map((cause, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what happened twice is said twice, and a sentence has no state
          <p key={at}>{cause}</p>
        ))}
        {causes.length > SENTENCES_MAX && (
          <p>
            {words.activity.moreSentences(causes.length - SENTENCES_MAX, formats.number(causes.length - SENTENCES_MAX))}
          </p>
        )}
        {problemLines(entry).map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <p key={at} className="mono small dim">
            {line}
          </p>
        ))}
        {done !== "" && (
          <button type="button" className="plain entry-done" aria-expanded={open} aria-controls={id} onClick={onToggle}>
            {causes.length > 0 && <span aria-hidden="true">→ </span>}
            {done}
          </button>
        )}
        {open && (
          <ol id={id} className="entry-commands">
            <Commands entry={entry} language={language} />
          </ol>
        )}
      </div>
    </article>
  );
});

function Commands({ entry: { operations }, language }: Pick<EntryProperties, "entry" | "language">) {
  const { words, formats } = language;
  const more = operations.length - COMMANDS_MAX;
  return (
    <>
      {operations.slice(0, COMMANDS_MAX).map((operation, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they never change their places, and one may be there twice
        <li key={at}>
          <code>{commandLine(operation, language)}</code>
        </li>
      ))}
      {more > 0 && <li className="dim">{words.activity.moreCommands(more, formats.number(more))}</li>}
    </>
  );
}
