// The addresses of a link, each with the rules that lead its packets to the link's table, or with why it has none.
import { useFormats, useWords } from "../../../language.tsx";
import { RetryNotice } from "../retry.tsx";
import type { AddressRules } from "./rules.ts";
import type { Rules } from "./use-rules.ts";

interface AddressesProperties {
  readonly addresses: readonly AddressRules[];
  /** Of no address of the link. */
  readonly others: readonly string[];
  readonly rules: Rules;
}

export function Addresses({ addresses, others, rules }: AddressesProperties) {
  const words = useWords().link.addresses;
  const { failure, texts = [], total } = rules;
  const unknown = rules.texts === undefined;
  return (
    <section className="card link-section" aria-labelledby="link-addresses">
      <h2 id="link-addresses">{words.title}</h2>
      {failure !== undefined && <RetryNotice failure={failure} onRetry={rules.fetch} />}
      {addresses.length === 0 && <p className="dim">{words.none}</p>}
      <ul className="link-addresses">
        {addresses.map((address) => (
          <Address key={address.address} address={address} unknown={unknown} />
        ))}
      </ul>
      <Others others={others} more={total - texts.length} />
    </section>
  );
}

function Address({ address, unknown }: { readonly address: AddressRules; readonly unknown: boolean }) {
  const words = useWords().link.addresses;
  const { rules, reason } = address;
  return (
    <li>
      <strong className="mono">{address.address}</strong>
      {rules.map(({ text }) => (
        <p key={text} className="small">
          <span className="dim">{words.rule}</span> <code>{text}</code>
        </p>
      ))}
      {/* Nothing is said of what is not known yet. */}
      {reason !== undefined && !(unknown && reason === "pending") && (
        <p className="small dim">{words.reason[reason]}</p>
      )}
    </li>
  );
}

function Others({ others, more }: { readonly others: readonly string[]; readonly more: number }) {
  const words = useWords().link.addresses;
  const formats = useFormats();
  if (others.length === 0) return null;
  return (
    <details className="link-others">
      <summary>
        {words.others} ({formats.number(others.length + more)})
      </summary>
      <p className="small dim">{words.othersMeaning}</p>
      <ul className="small">
        {others.map((text) => (
          <li key={text}>
            <code>{text}</code>
          </li>
        ))}
        {more > 0 && <li>{words.more(formats.number(more))}</li>}
      </ul>
    </details>
  );
}
