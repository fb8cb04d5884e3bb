// One option of the form: its name, what it does, what is wrong with what was chosen, and its controls.
import { type ReactNode, useId } from "react";
import type { Permission } from "../../../../../common/client/domain.ts";
import { useWords } from "../../../language.tsx";

interface OptionProperties {
  readonly title: string;
  readonly explanation: string;
  /** Of changing it, where that is more than of assigning. */
  readonly permission?: Permission | undefined;
  /** What is wrong. */
  readonly fault?: string | undefined;
  /** What may not be as it is meant. */
  readonly hint?: string | undefined;
  /** How it is now. */
  readonly note?: string | undefined;
  /** Draws the controls; those that `fault` and `hint` are about are described by `describedBy`. */
  readonly children: (describedBy: string) => ReactNode;
}

export function Option({ title, explanation, permission, fault, hint, note, children }: OptionProperties) {
  const words = useWords().link.form;
  const id = useId();
  return (
    <fieldset className="option" aria-describedby={`${id}-explanation`} disabled={permission === "no"}>
      <legend>{title}</legend>
      <p id={`${id}-explanation`} className="small dim">
        {explanation}
      </p>
      {(permission === "challenge" || permission === "no") && (
        <p className="small option-permission">{words.permission[permission]}</p>
      )}
      <div className="option-controls">{children(`${id}-fault`)}</div>
      <div id={`${id}-fault`} className="small">
        {note !== undefined && <p className="dim">{note}</p>}
        {fault !== undefined && <p className="option-fault">{fault}</p>}
        {fault === undefined && hint !== undefined && <p className="option-hint">{hint}</p>}
      </div>
    </fieldset>
  );
}
