// In place of the picture while no interface is used: what to do, so that there is one.
import { useWords } from "../../language.tsx";
import { Hub } from "./hub.tsx";

export function NothingUsed({ inReach }: { readonly inReach: boolean }) {
  const words = useWords().overview;
  return (
    <section className="picture picture-empty">
      <Hub of="computer" />
      <div className="picture-none">
        <h2>{words.none.title}</h2>
        <p className="dim">{inReach ? words.none.ready : words.none.nothing}</p>
      </div>
      <Hub of="internet" />
    </section>
  );
}
