// What is not as it should be with a link, what can be done about it, and a button where one click does it.
import type { Link } from "../../../../common/client/domain.ts";
import { problemWords } from "../../../shared/words/index.ts";
import { useWords } from "../../language.tsx";
import { distinct, problemKey } from "../../parts/distinct.ts";
import { Notice } from "../../parts/notice.tsx";
import { useStore, useWindow } from "../../store/hooks.ts";
import { remedyFor } from "./remedies.ts";

/** `alone`: the link is one uplink; of several, an assignment would take the place of all. */
export function LinkProblems({ link, alone }: { readonly link: Link; readonly alone: boolean }) {
  const store = useStore();
  const words = useWords();
  const busy = useWindow(({ attempts }) => attempts.has(link.name) && attempts.get(link.name)?.failure === undefined);
  if (link.problems.length === 0) return null;
  return (
    <section className="link-problems" aria-labelledby="link-problems">
      <h2 id="link-problems">{words.link.problems}</h2>
      {distinct(link.problems).map((problem) => {
        const { code, text } = problem;
        const remedy = alone ? remedyFor(code, link) : undefined;
        return (
          <Notice key={problemKey(problem)} grade="bad" {...problemWords(words, code)} line={text}>
            {remedy && (
              <button
                type="button"
                aria-disabled={busy}
                onClick={() => void store.assign(link.name, remedy.table, remedy.options)}
              >
                {words.link.remedy[remedy.does]}
              </button>
            )}
          </Notice>
        );
      })}
    </section>
  );
}
