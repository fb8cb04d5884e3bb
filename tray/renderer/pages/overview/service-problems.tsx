// What is wrong with the service itself; what is wrong with an uplink stands with the uplink.
import { problemWords } from "../../../shared/words/index.ts";
import { useWords } from "../../language.tsx";
import { Notice } from "../../parts/notice.tsx";
import { useWindow } from "../../store/hooks.ts";

export function ServiceProblems() {
  const words = useWords();
  const problems = useWindow((state) => state.known.service?.problems);
  return problems
    ?.filter((problem) => problem.interface === "")
    .map(({ code, text }) => <Notice key={`${code} ${text}`} grade="bad" {...problemWords(words, code)} line={text} />);
}
