// Problems, each once: two uplinks on one link, by two routers, have the same in the same words. Pure.
import type { Problem } from "../../../common/client/domain.ts";

/** The first of each code and text, so that the two together are a key. */
export function distinct<P extends Problem>(problems: readonly P[]): P[] {
  return [...new Map(problems.map((problem) => [problemKey(problem), problem])).values()];
}

export const problemKey = ({ code, text }: Problem): string => `${code} ${text}`;
