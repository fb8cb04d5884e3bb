// What is drawn within it may go wrong without taking the window along: then what went wrong stands there instead.
import { Component, type ReactNode } from "react";
import { failureWords } from "../../shared/words/index.ts";
import { useWords } from "../language.tsx";
import { Notice } from "./notice.tsx";

interface Properties {
  readonly children: ReactNode;
}

interface State {
  /** Undefined: none. */
  readonly mistake: string | undefined;
}

export class Mistakes extends Component<Properties, State> {
  override readonly state: State = { mistake: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { mistake: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    const { mistake } = this.state;
    if (mistake === undefined) return this.props.children;
    return <MistakeNotice text={mistake} onRetry={() => this.setState({ mistake: undefined })} />;
  }
}

function MistakeNotice({ text, onRetry }: { readonly text: string; onRetry(): void }) {
  const words = useWords();
  const { title, remedy } = failureWords(words, { code: "mistake", text });
  return (
    <Notice grade="bad" urgent title={title} remedy={remedy} line={text}>
      <button type="button" onClick={onRetry}>
        {words.shell.again}
      </button>
    </Notice>
  );
}
