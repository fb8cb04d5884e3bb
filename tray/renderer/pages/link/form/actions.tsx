// The form around the options, with what to do with the draft where there is one.
import { type FormEvent, type ReactNode, type Ref, useState } from "react";
import type { Permission } from "../../../../../common/client/domain.ts";
import { useWords } from "../../../language.tsx";
import { FailureNotice } from "../../../parts/notice.tsx";
import type { Drafting } from "./use-draft.ts";

interface ActionsProperties {
  readonly ref: Ref<HTMLFormElement>;
  readonly drafting: Drafting;
  /** Of assigning. */
  readonly permission: Permission | undefined;
  /** What was done last, in words; or "". */
  readonly status: string;
  onSubmit(event: FormEvent, persist: boolean): void;
  onDiscard(): void;
  readonly children: ReactNode;
}

export function Actions({ ref, drafting, permission, status, onSubmit, onDiscard, children }: ActionsProperties) {
  const words = useWords().link.form;
  const [temporary, setTemporary] = useState(false);
  const { changed, busy, applying, failure } = drafting;
  return (
    <form ref={ref} noValidate aria-busy={applying} onSubmit={(event) => onSubmit(event, !temporary)}>
      {children}
      <p className="unseen" role="status">
        {status}
      </p>
      {changed && (
        <div className="form-actions">
          {failure !== undefined && <FailureNotice failure={failure} onDismiss={drafting.dismiss} />}
          <p className="dim small">{words.changed}</p>
          {(permission === "challenge" || permission === "no") && (
            <p className="small option-permission">{words.applyPermission[permission]}</p>
          )}
          <label className="choice">
            <input type="checkbox" checked={temporary} onChange={(event) => setTemporary(event.target.checked)} />
            {words.temporary}
          </label>
          <div className="form-buttons">
            <button type="submit" className="primary" aria-disabled={busy} disabled={permission === "no"}>
              {applying ? words.applying : words.apply}
            </button>
            <button type="button" aria-disabled={applying} onClick={applying ? undefined : onDiscard}>
              {words.discard}
            </button>
          </div>
        </div>
      )}
    </form>
  );
}
