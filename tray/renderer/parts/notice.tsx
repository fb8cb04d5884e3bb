// Something that the user should know, with what to do: a heading, a remedy, and the line of whoever noticed it.
import type { ReactNode } from "react";
import type { Failure } from "../../shared/bridge.ts";
import { failureWords } from "../../shared/words/index.ts";
import { useWords } from "../language.tsx";
import { type Grade, Mark, SHAPES } from "./mark.tsx";
import "./notice.css";

interface NoticeProperties {
  readonly grade: Exclude<Grade, "good">;
  readonly title: string;
  readonly remedy: string;
  /** Of the service's or the kernel's making. */
  readonly line?: string | undefined;
  /** Whether a screen reader is interrupted by it: what has just failed. */
  readonly urgent?: boolean;
  onDismiss?(): void;
  /** Buttons. */
  readonly children?: ReactNode;
}

export function Notice({ grade, title, remedy, line, urgent = false, onDismiss, children }: NoticeProperties) {
  const words = useWords().shell;
  return (
    <div className={`notice notice-${grade}`} role={urgent ? "alert" : "note"}>
      <Mark grade={grade} shape={grade === "bad" ? SHAPES.degraded : SHAPES.note} />
      <div className="notice-text">
        <strong>{title}</strong>
        <p>{remedy}</p>
        {line !== undefined && <p className="mono small dim">{line}</p>}
        {children !== undefined && <div className="notice-actions">{children}</div>}
      </div>
      {onDismiss !== undefined && (
        <button type="button" className="plain" onClick={onDismiss}>
          {words.dismiss}
        </button>
      )}
    </div>
  );
}

/** Why something was not done. */
export function FailureNotice({ failure, onDismiss }: { readonly failure: Failure; onDismiss(): void }) {
  const { title, remedy } = failureWords(useWords(), failure);
  return <Notice grade="bad" urgent title={title} remedy={remedy} line={failure.text} onDismiss={onDismiss} />;
}
