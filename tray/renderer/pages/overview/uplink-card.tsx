// An uplink: what it is, how it stands, its addresses and its table, the switch, and the way to its page.
import type { Link } from "../../../../common/client/domain.ts";
import { problemWords, textFor } from "../../../shared/words/index.ts";
import { useWords } from "../../language.tsx";
import { Icon } from "../../parts/icon.tsx";
import { kindOf } from "../../parts/kind.ts";
import { LinkMark } from "../../parts/mark.tsx";
import { LinkSwitch } from "../../parts/switch.tsx";
import { shownAddresses } from "./addresses.ts";
import { LinkName } from "./link-name.tsx";

export function UplinkCard({ link }: { readonly link: Link }) {
  const words = useWords();
  const { shown, more } = shownAddresses(link.addresses);
  const [problem] = link.problems;
  return (
    <div className="card uplink-card">
      <Icon of={kindOf(link.name)} />
      <LinkName name={link.name} />
      <LinkSwitch link={link} />
      <div className="uplink-state small" aria-hidden="true">
        <LinkMark state={link.state} />
        {problem === undefined
          ? textFor(words.states.link, link.state, link.state)
          : problemWords(words, problem.code).title}
      </div>
      <div className="uplink-facts small" aria-hidden="true">
        <span className="uplink-addresses mono">
          {shown.map((address) => (
            <span key={address}>{address}</span>
          ))}
          {more > 0 && <span className="dim">{words.overview.more(more)}</span>}
        </span>
        <span className="table-label">{words.overview.table(link.table)}</span>
      </div>
    </div>
  );
}
