// The routers by which a link leads to the rest of the world.
import type { Link } from "../../../../../common/client/domain.ts";
import { useWords } from "../../../language.tsx";

export function Routers({ link: { gateways } }: { readonly link: Link }) {
  const words = useWords().link.gateways;
  return (
    <section className="card link-section" aria-labelledby="link-routers">
      <h2 id="link-routers">{words.title}</h2>
      {gateways.length === 0 && <p className="dim">{words.none}</p>}
      <ul className="link-addresses">
        {[...new Set(gateways)].map((gateway) => (
          <li key={gateway}>
            <strong className="mono">{gateway}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
