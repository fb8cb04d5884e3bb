// A choice between what is usual and a value that is typed: typing it chooses it.
import { useId } from "react";

interface ValueChoiceProperties {
  /** Whether what is usual is chosen. */
  readonly usual: boolean;
  readonly value: string;
  readonly usualLabel: string;
  readonly valueLabel: string;
  /** The name of the field, for those who do not see what it stands beside. */
  readonly fieldLabel: string;
  readonly numeric?: boolean;
  /** What may be meant, to be picked. */
  readonly suggestions?: readonly string[];
  readonly invalid: boolean;
  readonly describedBy: string;
  onChange(usual: boolean, value: string): void;
  onLeave(): void;
}

export function ValueChoice(properties: ValueChoiceProperties) {
  const { usual, value, usualLabel, valueLabel, fieldLabel, numeric = false, suggestions = [] } = properties;
  const { invalid, describedBy, onChange, onLeave } = properties;
  const id = useId();
  return (
    <>
      <label className="choice">
        <input type="radio" name={id} checked={usual} onChange={() => onChange(true, value)} />
        {usualLabel}
      </label>
      <span className="choice-value">
        <label className="choice">
          <input type="radio" name={id} checked={!usual} onChange={() => onChange(false, value)} />
          {valueLabel}
        </label>
        <input
          type="text"
          className={numeric ? "field-number" : "field-address"}
          inputMode={numeric ? "numeric" : "text"}
          autoComplete="off"
          spellCheck={false}
          maxLength={numeric ? 16 : 64}
          list={suggestions.length > 0 ? `${id}-list` : undefined}
          aria-label={fieldLabel}
          aria-invalid={invalid}
          aria-describedby={describedBy}
          value={value}
          onChange={(event) => onChange(false, event.target.value)}
          onBlur={onLeave}
        />
        {suggestions.length > 0 && (
          <datalist id={`${id}-list`}>
            {suggestions.map((suggestion) => (
              <option key={suggestion} value={suggestion} />
            ))}
          </datalist>
        )}
      </span>
    </>
  );
}
