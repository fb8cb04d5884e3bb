// The draft of a link's options: what the user has chosen, what is in force, and applying it. Nothing changes before that.
import { useCallback, useMemo, useState } from "react";
import type { Link } from "../../../../../common/client/domain.ts";
import type { Failure } from "../../../../shared/bridge.ts";
import { useStore, useWindow } from "../../../store/hooks.ts";
import { type Draft, differs, draftOf, requestOf } from "./draft.ts";

export interface Drafting {
  readonly draft: Draft;
  /** Whether the draft is not what is in force. */
  readonly changed: boolean;
  /** Whether what is in force is not any more what the draft began with. */
  readonly elsewhere: boolean;
  /** Whether the link is being assigned or released, by this or otherwise. */
  readonly busy: boolean;
  /** Whether it is being applied. */
  readonly applying: boolean;
  /** Why it was not applied. */
  readonly failure: Failure | undefined;
  change(changes: Partial<Draft>): void;
  /** Takes away why it was not applied. */
  dismiss(): void;
  /** Shows what is in force. */
  discard(): void;
  /** Keeps the draft over what was changed elsewhere. */
  keep(): void;
  /** Whether it was done. */
  apply(persist: boolean): Promise<boolean>;
}

interface Mine {
  readonly draft: Draft;
  /** What was in force when it was begun. */
  readonly base: Draft;
}

/** Undefined where there is no such link. */
export function useDraft(name: string, link: Link | undefined): Drafting | undefined {
  const store = useStore();
  const attempt = useWindow(({ attempts }) => attempts.get(name));
  const [mine, setMine] = useState<Mine>();
  const [applying, setApplying] = useState(false);
  const [failed, setFailed] = useState<Failure>();
  const inForce = useMemo(() => link && draftOf(link), [link]);
  const busy = attempt !== undefined && attempt.failure === undefined;
  const discard = useCallback(() => {
    setMine(undefined);
    if (failed !== undefined) store.dismiss(name);
    setFailed(undefined);
  }, [store, name, failed]);
  if (inForce === undefined) return undefined;
  const changed = mine !== undefined && differs(mine.draft, inForce);
  const draft = mine?.draft ?? inForce;
  return {
    draft,
    changed,
    elsewhere: changed && !applying && differs(mine.base, inForce),
    busy,
    applying,
    failure: attempt?.failure === failed ? failed : undefined,
    change(changes) {
      if (applying) return;
      setMine({ draft: { ...draft, ...changes }, base: changed ? mine.base : inForce });
    },
    dismiss: () => store.dismiss(name),
    discard,
    keep: () => setMine({ draft, base: inForce }),
    async apply(persist) {
      if (busy || applying) return false;
      const { table, options } = requestOf(draft, persist);
      setApplying(true);
      await store.assign(name, table, options);
      const failure = store.state.attempts.get(name)?.failure;
      setApplying(false);
      setFailed(failure);
      if (failure === undefined) setMine(undefined);
      return failure === undefined;
    },
  };
}
