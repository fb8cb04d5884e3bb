// An option that is on or off.
import type { Permission } from "../../../../../common/client/domain.ts";
import { Option } from "./option.tsx";

interface CheckOptionProperties {
  readonly title: string;
  readonly explanation: string;
  readonly label: string;
  readonly permission?: Permission | undefined;
  readonly checked: boolean;
  onChange(checked: boolean): void;
}

export function CheckOption({ title, explanation, label, permission, checked, onChange }: CheckOptionProperties) {
  return (
    <Option title={title} explanation={explanation} permission={permission}>
      {() => (
        <label className="choice">
          <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
          {label}
        </label>
      )}
    </Option>
  );
}
