// That something could not be fetched, why, and a button to try it again.
import type { Failure } from "../../../shared/bridge.ts";
import { failureWords } from "../../../shared/words/index.ts";
import { useWords } from "../../language.tsx";
import { Notice } from "../../parts/notice.tsx";

export function RetryNotice({ failure, onRetry }: { readonly failure: Failure; onRetry(): void }) {
  const words = useWords();
  return (
    <Notice grade="bad" {...failureWords(words, failure)} line={failure.text}>
      <button type="button" onClick={onRetry}>
        {words.shell.again}
      </button>
    </Notice>
  );
}
