// Links that are not used: those in reach with their switches, and what is no way out folded away.
import { memo, useState } from "react";
import type { Link } from "../../../../common/client/domain.ts";
import { useWords } from "../../language.tsx";
import { Icon } from "../../parts/icon.tsx";
import { kindOf } from "../../parts/kind.ts";
import { Mark, SHAPES } from "../../parts/mark.tsx";
import { LinkSwitch } from "../../parts/switch.tsx";
import { useLink } from "../../store/hooks.ts";
import { shownAddresses, shownGateways } from "./addresses.ts";
import { readinessOf } from "./groups.ts";
import { LinkName } from "./link-name.tsx";
import { SwitchFailure } from "./switch-failure.tsx";
import "./unused.css";

interface UnusedProperties {
  readonly unused: readonly string[];
  readonly others: readonly string[];
  /** Whether there is anything else to be seen: if not, what is folded away otherwise is all there is. */
  readonly alone: boolean;
}

export const Unused = memo(function Unused({ unused, others, alone }: UnusedProperties) {
  const words = useWords().overview.unused;
  // What is folded away is not drawn: it may be hundreds.
  const [chosen, setChosen] = useState<boolean>();
  const open = chosen ?? alone;
  // It is told of what is drawn, too, not of what the user does only.
  const onToggle = (shown: boolean) => {
    if (shown !== open) setChosen(shown);
  };
  if (unused.length === 0 && others.length === 0) return null;
  return (
    <section className="unused">
      <h2>{words.title}</h2>
      {unused.length > 0 && (
        <>
          <p className="dim small">{words.explanation}</p>
          <Rows names={unused} />
        </>
      )}
      {others.length > 0 && (
        <details open={open} onToggle={(event) => onToggle(event.currentTarget.open)}>
          <summary>{words.others(others.length)}</summary>
          {open && <Rows names={others} />}
        </details>
      )}
    </section>
  );
});

function Rows({ names }: { readonly names: readonly string[] }) {
  return (
    <ul className="card unused-rows">
      {names.map((name) => (
        <li key={name} data-link={name}>
          <UnusedRow name={name} />
        </li>
      ))}
    </ul>
  );
}

const UnusedRow = memo(function UnusedRow({ name }: { readonly name: string }) {
  const link = useLink(name);
  if (link === undefined) return null;
  return (
    <>
      <div className="unused-row">
        <Icon of={kindOf(name)} />
        <LinkName name={name} />
        <Standing link={link} />
        <LinkSwitch link={link} />
      </div>
      <SwitchFailure name={name} />
    </>
  );
});

function Standing({ link }: { readonly link: Link }) {
  const words = useWords().overview;
  const readiness = readinessOf(link);
  const [address] = shownAddresses(link.addresses).shown;
  const [gateway] = shownGateways(link.gateways).shown;
  return (
    <div className="unused-standing small">
      <span className="unused-state">
        <Mark grade="idle" shape={readiness === "noCarrier" ? SHAPES["no-carrier"] : SHAPES.unassigned} />
        {words.unused[readiness]}
      </span>
      {address !== undefined && <span className="mono">{address}</span>}
      {gateway !== undefined && (
        <span className="dim">
          {words.gateway} <span className="mono">{gateway}</span>
        </span>
      )}
    </div>
  );
}
