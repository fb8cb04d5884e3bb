// A switch of one link: shows what the service says, and beside it what is under way.
import type { Link } from "../../../common/client/domain.ts";
import { position } from "../../shared/switches.ts";
import { useWords } from "../language.tsx";
import { useStore, useWindow } from "../store/hooks.ts";
import "./switch.css";

export function LinkSwitch({ link }: { readonly link: Link }) {
  const store = useStore();
  const words = useWords().shell.linkSwitch;
  const attempts = useWindow((state) => state.attempts);
  const { on, busy } = position(attempts, link);
  const toggle = () => void (on ? store.switchOff(link.name) : store.switchOn(link.name));
  return (
    <Switch
      label={words.label(link.name)}
      on={on}
      busy={busy && words[busy === "released" ? "switchingOff" : on ? "changing" : "switchingOn"]}
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
  readonly disabled?: boolean;
  /** The element that explains it. */
  readonly describedBy?: string;
  onToggle(): void;
}

/** Stays focusable while it is busy, so that the keyboard does not lose its place. */
export function Switch({ label, on, busy, disabled = false, describedBy, onToggle }: SwitchProperties) {
  const act = () => {
    if (busy === undefined) onToggle();
  };
  return (
    <span className="switch">
      {busy !== undefined && (
        <span className="switch-busy" role="status">
          {busy}
        </span>
      )}
      <button
        type="button"
        role="switch"
        aria-checked={on}
        aria-busy={busy !== undefined}
        aria-disabled={busy !== undefined || disabled}
        aria-label={label}
        aria-describedby={describedBy}
        disabled={disabled}
        onClick={act}
      >
        <span className="switch-knob" />
      </button>
    </span>
  );
}
