// Which way programs go that bind to no address: a bar of who carries how much, or the way that the main table gives.
import { failureWords } from "../../../shared/words/index.ts";
import { useFormats, useWords } from "../../language.tsx";
import { useWindow } from "../../store/hooks.ts";
import { type Family, type Part, type Said, type Spread, saidOf, spreadOf, unspread, type Way } from "./unbound.ts";
import { useWays } from "./use-ways.ts";
import "./unbound.css";

/** So many parts are named; the others are counted. */
const NAMED_MAX = 8;

export function Unbound() {
  const words = useWords().overview.unbound;
  const balance = useWindow((state) => state.known.service?.balance);
  const bars = spreadOf(balance);
  const families = unspread(balance);
  const ways = useWays(families);
  return (
    <section className="unbound">
      <h2>{words.title}</h2>
      {bars.length > 0 && (
        <p className="dim small">{balance?.hash === "destination" ? words.spread.destination : words.spread.flow}</p>
      )}
      <div className="card unbound-card">
        {bars.map((spread) => (
          <Bar key={spread.family ?? "both"} spread={spread} />
        ))}
        {families.length > 0 && <WayOut said={saidOf(families, ways)} />}
      </div>
    </section>
  );
}

function Bar({ spread: { family, parts } }: { readonly spread: Spread }) {
  const words = useWords().overview.unbound;
  return (
    <div className="spread">
      {family !== undefined && <strong>IPv{family}</strong>}
      <div className="spread-bar" aria-hidden="true">
        {parts.map((part, at) => (
          <span key={part.interface} data-pattern={at % PATTERNS} style={{ flexGrow: part.share }} />
        ))}
      </div>
      <ul className="spread-names">
        {parts.slice(0, NAMED_MAX).map((part, at) => (
          <Named key={part.interface} part={part} pattern={at % PATTERNS} />
        ))}
        {parts.length > NAMED_MAX && <li className="dim">{words.moreShares(parts.length - NAMED_MAX)}</li>}
      </ul>
    </div>
  );
}

/** Patterns of unbound.css. */
const PATTERNS = 6;

function Named({ part, pattern }: { readonly part: Part; readonly pattern: number }) {
  const { percent } = useFormats();
  return (
    <li>
      <span className="spread-swatch" data-pattern={pattern} aria-hidden="true" />
      {part.interface} <strong>{percent(part.share)}</strong>
    </li>
  );
}

function WayOut({ said }: { readonly said: Said }) {
  const words = useWords().overview.unbound;
  switch (said.kind) {
    case "asking":
      return <p className="dim">{words.asking}</p>;
    case "both":
      return <p>{words.both(said.interface)}</p>;
    case "neither":
      return <p>{words.neither}</p>;
    case "each":
      return (
        <dl className="ways">
          {said.lines.map(([family, way]) => (
            <WayOf key={family} family={family} way={way} />
          ))}
        </dl>
      );
  }
}

function WayOf({ family, way }: { readonly family: Family; readonly way: Way }) {
  const words = useWords();
  const { unbound } = words.overview;
  return (
    <div>
      <dt>IPv{family}</dt>
      <dd>
        {way.kind === "out" && unbound.out(way.interface)}
        {way.kind === "none" && unbound.noWay}
        {way.kind === "unknown" && unbound.unknown(failureWords(words, way.failure).title)}
      </dd>
    </div>
  );
}
