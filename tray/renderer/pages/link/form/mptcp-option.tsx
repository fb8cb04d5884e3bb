// Which use Multipath TCP makes of the link's addresses.
import { ENDPOINT_FLAGS, type EndpointFlag } from "../../../../../common/endpoint-flag.ts";
import { useWords } from "../../../language.tsx";
import { useWindow } from "../../../store/hooks.ts";
import type { DraftProperties } from "./draft-properties.ts";
import { Option } from "./option.tsx";

export function MptcpOption({ drafting, faults }: DraftProperties) {
  const words = useWords().link;
  const configure = useWindow(({ known }) => known.permissions?.configure);
  const { draft, change } = drafting;
  const fault = faults.find(({ field }) => field === "mptcp");
  // What a newer service has beside these stays as it is.
  const toggle = (flag: EndpointFlag, on: boolean) =>
    change({ mptcp: on ? [...draft.mptcp, flag] : draft.mptcp.filter((other) => other !== flag) });
  return (
    <Option
      title={words.mptcp.title}
      explanation={words.mptcp.explanation}
      permission={configure}
      fault={fault && words.fault.mptcp}
    >
      {(describedBy) =>
        ORDER.map((flag) => (
          <label key={flag} className="choice">
            <input
              type="checkbox"
              checked={draft.mptcp.includes(flag)}
              aria-describedby={describedBy}
              aria-invalid={fault !== undefined && EXCLUSIVE.has(flag)}
              onChange={(event) => toggle(flag, event.target.checked)}
            />
            <span>
              {words.mptcp.flags[flag]} <code className="dim">{flag}</code>
            </span>
          </label>
        ))
      }
    </Option>
  );
}

/** What laptops need comes first. */
const RANKS: Readonly<Record<EndpointFlag, number>> = { subflow: 0, backup: 1, fullmesh: 2, signal: 3 };
const ORDER = [...ENDPOINT_FLAGS].sort((one, other) => RANKS[one] - RANKS[other]);
const EXCLUSIVE: ReadonlySet<EndpointFlag> = new Set(["signal", "fullmesh"]);
