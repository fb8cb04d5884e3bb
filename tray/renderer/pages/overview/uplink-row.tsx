// One uplink of the picture: its card, the edge to its gateway with the traffic on it, and the gateway.
// Who does not see it is told the same in one sentence.
import { memo } from "react";
import type { Link } from "../../../../common/client/domain.ts";
import { useWords } from "../../language.tsx";
import { useLink } from "../../store/hooks.ts";
import { shownGateways } from "./addresses.ts";
import { courseOf } from "./course.ts";
import { Lane } from "./lane.tsx";
import { Rates } from "./rates.tsx";
import { Sentence } from "./sentence.tsx";
import { SwitchFailure } from "./switch-failure.tsx";
import { UplinkCard } from "./uplink-card.tsx";
import "./uplink-row.css";

/** `lane`: with straight edges to both hubs. */
export const UplinkRow = memo(function UplinkRow({
  name,
  lane = false,
}: {
  readonly name: string;
  readonly lane?: boolean;
}) {
  const link = useLink(name);
  if (link === undefined) return null;
  return (
    <>
      <div className="uplink">
        {lane && <Lane name={name} part="inner" />}
        <Sentence link={link} />
        <UplinkCard link={link} />
        <div className="outer" aria-hidden="true">
          <Lane name={name} part="outer" />
          {courseOf(link).outer === "open" && <Rates name={name} />}
        </div>
        <Gateways link={link} />
        {lane && <Lane name={name} part="onward" />}
      </div>
      <SwitchFailure name={name} />
    </>
  );
});

function Gateways({ link }: { readonly link: Link }) {
  const words = useWords().overview;
  const { shown, more } = shownGateways(link.gateways);
  if (shown.length === 0) {
    return (
      <div className="gateway gateway-none small dim" aria-hidden="true">
        {words.noGateway}
      </div>
    );
  }
  return (
    <div className="card gateway small" aria-hidden="true">
      <span className="gateway-label dim">{words.gateway}</span>
      {shown.map((gateway) => (
        <span key={gateway} className="mono">
          {gateway}
        </span>
      ))}
      {more > 0 && <span className="dim">{words.more(more)}</span>}
      <span className="onward">{words.internet}</span>
    </div>
  );
}
