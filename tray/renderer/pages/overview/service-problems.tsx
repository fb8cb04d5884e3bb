// What is wrong with the service itself; what is wrong with an uplink stands with the uplink.
import { problemWords } from "../../../shared/words/index.ts";
import { useWords } from "../../language.tsx";
import { distinct, problemKey } from "../../parts/distinct.ts";
import { Notice } from "../../parts/notice.tsx";
import { useWindow } from "../../store/hooks.ts";

export function ServiceProblems() {
  const words = useWords();
  const problems = useWindow((state) => state.known.service?.problems);
  const own = problems?.filter((problem) => problem.interface === "") ?? [];
  return distinct(own).map((problem) => (
    <Notice key={problemKey(problem)} grade="bad" {...problemWords(words, problem.code)} line={problem.text} />
  ));
}
