// An end of the picture: this computer at its left, the internet at its right.
import { useWords } from "../../language.tsx";
import { Icon } from "../../parts/icon.tsx";

export function Hub({ of }: { readonly of: "computer" | "internet" }) {
  const words = useWords().overview;
  return (
    <div className={`card hub hub-${of}`} aria-hidden="true">
      <div className="hub-label">
        <Icon of={of} />
        {words[of]}
      </div>
    </div>
  );
}
