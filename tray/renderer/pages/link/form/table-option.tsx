// Which routing table: a free one, or a number of the user's.
import { useWords } from "../../../language.tsx";
import type { DraftProperties } from "./draft-properties.ts";
import { Option } from "./option.tsx";
import { ValueChoice } from "./value-choice.tsx";

export function TableOption({ link, drafting, faults, onLeave }: DraftProperties) {
  const words = useWords().link;
  const { draft, change } = drafting;
  const fault = faults.find(({ field }) => field === "table");
  const said = fault && (fault.code === "table-taken" ? words.tableTaken(fault.by ?? "") : words.fault[fault.code]);
  const now = link.assigned ? words.table.now(link.table) : undefined;
  return (
    <Option title={words.table.title} explanation={words.table.explanation} fault={said} note={now}>
      {(describedBy) => (
        <ValueChoice
          usual={draft.automaticTable}
          value={draft.table}
          usualLabel={words.table.automatic}
          valueLabel={words.table.chosen}
          fieldLabel={words.table.number}
          numeric
          invalid={fault !== undefined}
          describedBy={describedBy}
          onChange={(automaticTable, table) => change({ automaticTable, table })}
          onLeave={() => onLeave("table")}
        />
      )}
    </Option>
  );
}
