// The options that few need.
import { useWords } from "../../../language.tsx";
import { useWindow } from "../../../store/hooks.ts";
import { CheckOption } from "./check-option.tsx";
import type { DraftProperties } from "./draft-properties.ts";
import { MptcpOption } from "./mptcp-option.tsx";
import { Option } from "./option.tsx";
import { ValueChoice } from "./value-choice.tsx";

export function FurtherOptions(properties: DraftProperties) {
  const words = useWords().link;
  const configure = useWindow(({ known }) => known.permissions?.configure);
  const { draft, change } = properties.drafting;
  return (
    <div className="options">
      <PriorityOption {...properties} />
      <CheckOption {...words.guard} checked={draft.guard} onChange={(guard) => change({ guard })} />
      <UnassignedRoutesOption {...properties} />
      <CheckOption
        {...words.strict}
        permission={configure}
        checked={draft.strict}
        onChange={(strict) => change({ strict })}
      />
      <MptcpOption {...properties} />
      <GatewayOption {...properties} />
    </div>
  );
}

function PriorityOption({ drafting, faults, hints, onLeave }: DraftProperties) {
  const words = useWords().link;
  const { draft, change } = drafting;
  const fault = faults.find(({ field }) => field === "priority");
  return (
    <Option
      title={words.priority.title}
      explanation={words.priority.explanation}
      fault={fault && words.fault.priority}
      hint={hints.has("behind-main") ? words.hint["behind-main"] : undefined}
    >
      {(describedBy) => (
        <ValueChoice
          usual={draft.automaticPriority}
          value={draft.priority}
          usualLabel={words.priority.automatic}
          valueLabel={words.priority.chosen}
          fieldLabel={words.priority.number}
          numeric
          invalid={fault !== undefined}
          describedBy={describedBy}
          onChange={(automaticPriority, priority) => change({ automaticPriority, priority })}
          onLeave={() => onLeave("priority")}
        />
      )}
    </Option>
  );
}

function UnassignedRoutesOption({ link, drafting }: DraftProperties) {
  const words = useWords().link.unassignedRoutes;
  const { draft, change } = drafting;
  return (
    <Option title={words.title} explanation={words.explanation}>
      {() =>
        (["include", "exclude"] as const).map((unassignedRoutes) => (
          <label key={unassignedRoutes} className="choice">
            <input
              type="radio"
              name={`unassigned-routes-${link.name}`}
              checked={draft.unassignedRoutes === unassignedRoutes}
              onChange={() => change({ unassignedRoutes })}
            />
            {words[unassignedRoutes]}
          </label>
        ))
      }
    </Option>
  );
}

function GatewayOption({ link, drafting, faults, hints, onLeave }: DraftProperties) {
  const words = useWords().link;
  const { draft, change } = drafting;
  const fault = faults.find(({ field }) => field === "gateway");
  return (
    <Option
      title={words.gateway.title}
      explanation={words.gateway.explanation}
      fault={fault && words.fault.gateway}
      hint={hints.has("other-gateway") ? words.hint["other-gateway"] : undefined}
    >
      {(describedBy) => (
        <ValueChoice
          usual={draft.anyGateway}
          value={draft.gateway}
          usualLabel={words.gateway.any}
          valueLabel={words.gateway.chosen}
          fieldLabel={words.gateway.address}
          suggestions={link.gateways}
          invalid={fault !== undefined}
          describedBy={describedBy}
          onChange={(anyGateway, gateway) => change({ anyGateway, gateway })}
          onLeave={() => onLeave("gateway")}
        />
      )}
    </Option>
  );
}
