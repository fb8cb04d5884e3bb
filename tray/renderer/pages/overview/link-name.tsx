// The name of a link, which leads to its page; a click anywhere on the card around it does the same.
import { useWords } from "../../language.tsx";
import { useStore } from "../../store/hooks.ts";

export function LinkName({ name }: { readonly name: string }) {
  const store = useStore();
  const words = useWords().overview;
  return (
    <button
      type="button"
      className="overview-name"
      aria-label={words.details(name)}
      onClick={() => store.go({ page: "link", name })}
    >
      {name}
    </button>
  );
}
