// The service itself: its version, what the user may do, and what can be asked of all of it.
import { useId } from "react";
import type { Permissions, Service } from "../../../../common/client/domain.ts";
import { textFor, type Words } from "../../../shared/words/index.ts";
import { useWords } from "../../language.tsx";
import { useStore, useWindow } from "../../store/hooks.ts";
import { type Errand, underWay } from "../../store/store.ts";

export function ServiceSection({ service }: { readonly service: Service }) {
  const store = useStore();
  const words = useWords().preferences;
  const errand = useWindow((state) => state.errand);
  const permissions = useWindow((state) => state.known.permissions);
  return (
    <section className="preferences-section">
      <div className="preferences-head">
        <h2>{words.service.title}</h2>
        <p className="dim small">{words.service.version(service.version)}</p>
      </div>
      <div className="card">
        <PermissionTexts permissions={permissions} />
        <Action what="check" errand={errand} permission={permissions?.configure} onAct={store.check} />
        <Action what="reload" errand={errand} permission={permissions?.configure} onAct={store.reload} />
      </div>
    </section>
  );
}

function PermissionTexts({ permissions }: { readonly permissions: Permissions | undefined }) {
  const words = useWords().preferences.permissions;
  return (
    <div className="preference preference-choice">
      <h3>{words.title}</h3>
      {permissions === undefined ? (
        <p className="dim">{words.unknown}</p>
      ) : (
        <ul className="preferences-permissions">
          <li>{textFor(words.assign, permissions.assign, words.unknown)}</li>
          <li>{textFor(words.configure, permissions.configure, words.unknown)}</li>
        </ul>
      )}
    </div>
  );
}

interface ActionProperties {
  readonly what: "check" | "reload";
  readonly errand: Errand | undefined;
  readonly permission: string | undefined;
  onAct(): Promise<void>;
}

function Action({ what, errand, permission, onAct }: ActionProperties) {
  const words = useWords().preferences.service;
  const { label, explanation } = words[what];
  const id = useId();
  return (
    <div className="preference">
      <div>
        <p id={id} className="small dim">
          {explanation}
        </p>
        <p role="status">{errand?.what === what && outcomeOf(errand, words)}</p>
      </div>
      <button
        type="button"
        disabled={permission === "no"}
        aria-disabled={underWay(errand)}
        aria-describedby={id}
        onClick={() => void onAct()}
      >
        {label}
      </button>
    </div>
  );
}

/** What is under way, or what came of it. Of a failure the window says why at its top. */
function outcomeOf({ what, done }: Errand, words: Words["preferences"]["service"]): string {
  if (what === "check") return done ? words.checked(done.changes ?? 0) : words.checking;
  return done ? words.reloaded : words.reloading;
}
