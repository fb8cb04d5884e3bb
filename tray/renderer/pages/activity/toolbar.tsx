// What is shown of the history: a filter, pause, and a copy of it.
import { useId } from "react";
import { useWords } from "../../language.tsx";
import type { Filter } from "./filter.ts";
import type { Announced } from "./use-announced.ts";

interface ToolbarProperties {
  readonly filter: Filter;
  readonly interfaces: readonly string[];
  /** How many entries are shown, in words. */
  readonly count: string;
  readonly announced: Announced;
  readonly paused: boolean;
  onFilter(changes: Partial<Filter>): void;
  onPause(): void;
  /** Undefined where there is nothing to copy. */
  readonly onCopy: (() => void) | undefined;
}

export function Toolbar(properties: ToolbarProperties) {
  const { filter, interfaces, count, announced, paused, onFilter, onPause, onCopy } = properties;
  const words = useWords().activity;
  const id = useId();
  // One that is sought stays to be chosen, though nothing of it is there any more.
  const names = filter.interface === "" || interfaces.includes(filter.interface) ? interfaces : [filter.interface];
  return (
    <div className="activity-toolbar">
      <div className="activity-field activity-search">
        <label htmlFor={`${id}-text`}>{words.filter}</label>
        <input
          id={`${id}-text`}
          type="search"
          autoComplete="off"
          spellCheck={false}
          placeholder={words.filterHint}
          value={filter.text}
          onChange={(event) => onFilter({ text: event.target.value })}
        />
      </div>
      <div className="activity-field">
        <label htmlFor={`${id}-interface`}>{words.interface}</label>
        <select
          id={`${id}-interface`}
          value={filter.interface}
          onChange={(event) => onFilter({ interface: event.target.value })}
        >
          <option value="">{words.allInterfaces}</option>
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div className="activity-buttons">
        <button type="button" onClick={onPause}>
          {paused ? words.resume : words.pause}
        </button>
        <button type="button" disabled={onCopy === undefined} onClick={onCopy}>
          {words.copy}
        </button>
      </div>
      <p className="small dim activity-count">
        {!announced.seen && count}
        <span role="status" className={announced.seen ? "" : "unseen"}>
          {announced.text}
        </span>
      </p>
    </div>
  );
}
