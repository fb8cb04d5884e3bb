// How a link stands, in a sign and in words, with its switch and what goes through it now.
import type { Link } from "../../../../common/client/domain.ts";
import { textFor } from "../../../shared/words/index.ts";
import { useFormats, useWords } from "../../language.tsx";
import { LinkMark } from "../../parts/mark.tsx";
import { LinkSwitch } from "../../parts/switch.tsx";
import { useRate } from "../../store/hooks.ts";

export function LinkHead({ link, usable }: { readonly link: Link; readonly usable: boolean }) {
  const { states } = useWords();
  return (
    <header className="card link-head">
      <div className="link-name">
        <h1>{link.name}</h1>
        {usable && <LinkSwitch link={link} />}
      </div>
      {usable && (
        <div>
          <p className="link-state">
            <LinkMark state={link.state} />
            <strong>{textFor(states.link, link.state, link.state)}</strong>
          </p>
          <p className="dim">{textFor(states.linkMeaning, link.state, "")}</p>
        </div>
      )}
      {link.index !== 0 && <LinkTraffic name={link.name} />}
    </header>
  );
}

function LinkTraffic({ name }: { readonly name: string }) {
  const words = useWords().link;
  const formats = useFormats();
  const rate = useRate(name);
  // Its place is there before it is known, so that nothing moves.
  const { rx = 0, tx = 0 } = rate ?? {};
  return (
    <p className="link-traffic" style={{ visibility: rate === undefined ? "hidden" : "visible" }}>
      <span>
        <span aria-hidden="true">↓ </span>
        {words.receives(formats.rate(rx))}
      </span>
      <span>
        <span aria-hidden="true">↑ </span>
        {words.sends(formats.rate(tx))}
      </span>
    </p>
  );
}
