// A switch of one link: shows what the service says, and beside it what is under way.
import { useId } from "react";
import type { Link } from "../../../common/client/domain.ts";
import { position } from "../../shared/switches.ts";
import { useWords } from "../language.tsx";
import { useStore, useWindow } from "../store/hooks.ts";
import "./switch.css";

export function LinkSwitch({ link }: { readonly link: Link }) {
  const store = useStore();
  const words = useWords().shell.linkSwitch;
  const attempts = useWindow((state) => state.attempts);
  // It still takes a click: the service has the last word, and gives its reason.
  const forbidden = useWindow(({ known }) => known.permissions?.assign === "no");
  const { on, busy } = position(attempts, link);
  const toggle = () => void (on ? store.switchOff(link.name) : store.switchOn(link.name));
  return (
    <Switch
      label={words.label(link.name)}
      on={on}
      busy={busy && words[busy === "released" ? "switchingOff" : on ? "changing" : "switchingOn"]}
      note={forbidden ? words.notAllowed : undefined}
      onToggle={toggle}
    />
  );
}

interface SwitchProperties {
  /** For those who do not see what it stands beside. */
  readonly label: string;
  readonly on: boolean;
  /** What is under way, in words; meanwhile it takes no click. */
  readonly busy?: string | undefined;
  /** What else has to be known of it; stands beside it while nothing is under way. */
  readonly note?: string | undefined;
  /** The element that explains it. */
  readonly describedBy?: string;
  onToggle(): void;
}

/** Stays focusable while it is busy, so that the keyboard does not lose its place. */
export function Switch({ label, on, busy, note, describedBy, onToggle }: SwitchProperties) {
  const noteId = useId();
  const noted = busy === undefined && note !== undefined;
  const act = () => {
    if (busy === undefined) onToggle();
  };
  return (
    <span className="switch">
      {busy !== undefined && (
        <span className="switch-text" role="status">
          {busy}
        </span>
      )}
      {noted && (
        <span id={noteId} className="switch-text">
          {note}
        </span>
      )}
      <button
        type="button"
        role="switch"
        aria-checked={on}
        aria-busy={busy !== undefined}
        aria-disabled={busy !== undefined}
        aria-label={label}
        aria-describedby={describedBy ?? (noted ? noteId : undefined)}
        onClick={act}
      >
        <span className="switch-knob" />
      </button>
    </span>
  );
}
