// Whether the link takes part when connections are spread, and with how much.
import { useWords } from "../../../language.tsx";
import { useWindow } from "../../../store/hooks.ts";
import type { DraftProperties } from "./draft-properties.ts";
import { Option } from "./option.tsx";
import { ValueChoice } from "./value-choice.tsx";

export function WeightOption({ drafting, faults, hints, onLeave }: DraftProperties) {
  const words = useWords().link;
  const configure = useWindow(({ known }) => known.permissions?.configure);
  const { draft, change } = drafting;
  const fault = faults.find(({ field }) => field === "weight");
  return (
    <Option
      title={words.weight.title}
      explanation={words.weight.explanation}
      permission={configure}
      fault={fault && words.fault.weight}
      hint={hints.has("not-spread") ? words.hint["not-spread"] : undefined}
    >
      {(describedBy) => (
        <ValueChoice
          usual={!draft.balanced}
          value={draft.weight}
          usualLabel={words.weight.none}
          valueLabel={words.weight.some}
          fieldLabel={words.weight.number}
          numeric
          invalid={fault !== undefined}
          describedBy={describedBy}
          onChange={(none, weight) => change({ balanced: !none, weight })}
          onLeave={() => onLeave("weight")}
        />
      )}
    </Option>
  );
}
