// An uplink in one sentence, for who does not see the picture. It is not announced when it changes: traffic always does.
import type { Link } from "../../../../common/client/domain.ts";
import { problemWords, textFor } from "../../../shared/words/index.ts";
import { useFormats, useWords } from "../../language.tsx";
import { useRate } from "../../store/hooks.ts";
import { shownAddresses, shownGateways } from "./addresses.ts";

export function Sentence({ link }: { readonly link: Link }) {
  const words = useWords();
  const formats = useFormats();
  const rate = useRate(link.name);
  const [problem] = link.problems;
  return (
    <p className="unseen">
      {words.overview.uplink({
        name: link.name,
        state: textFor(words.states.link, link.state, link.state),
        table: link.table,
        addresses: shownAddresses(link.addresses).shown,
        gateways: shownGateways(link.gateways).shown,
        problem: problem && problemWords(words, problem.code).title,
        rate: rate && { rx: formats.rate(rate.rx), tx: formats.rate(rate.tx) },
      })}
    </p>
  );
}
