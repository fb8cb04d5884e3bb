// What the user has chosen about the app itself.
import { useId } from "react";
import { PANELS } from "../../../shared/preferences.ts";
import { useWords } from "../../language.tsx";
import { Switch } from "../../parts/switch.tsx";
import { useStore, useWindow } from "../../store/hooks.ts";

export function AppPreferences() {
  const words = useWords();
  return (
    <section className="preferences-section">
      <h2>{words.preferences.app}</h2>
      <div className="card">
        <OnOff which="notifications" />
        <OnOff which="startAtLogin" />
        <PanelIcon />
      </div>
    </section>
  );
}

function OnOff({ which }: { readonly which: "notifications" | "startAtLogin" }) {
  const store = useStore();
  const words = useWords().desktop.preferences[which];
  const on = useWindow((state) => state.preferences[which]);
  const id = useId();
  return (
    <div className="preference">
      <div>
        <span className="preference-label">{words.label}</span>
        <p id={id} className="small dim">
          {words.explanation}
        </p>
      </div>
      <Switch label={words.label} describedBy={id} on={on} onToggle={() => void store.choose({ [which]: !on })} />
    </div>
  );
}

function PanelIcon() {
  const store = useStore();
  const words = useWords().desktop.preferences.panel;
  const chosen = useWindow((state) => state.preferences.panel);
  const id = useId();
  return (
    // Around the group, as a border of its own would run through its name.
    <div className="preference">
      <fieldset className="preference-choice" aria-describedby={id}>
        <legend className="preference-label">{words.label}</legend>
        <p id={id} className="small dim">
          {words.explanation}
        </p>
        {PANELS.map((panel) => (
          <label key={panel}>
            <input type="radio" name={id} checked={panel === chosen} onChange={() => void store.choose({ panel })} />
            {words[panel]}
          </label>
        ))}
      </fieldset>
    </div>
  );
}
