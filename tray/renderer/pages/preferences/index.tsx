// The preferences: what the user has chosen of the app, and what there is to do with the service itself.
import { useWords } from "../../language.tsx";
import { useWindow } from "../../store/hooks.ts";
import { AppPreferences } from "./app-preferences.tsx";
import { ServiceSection } from "./service-section.tsx";
import "./preferences.css";

export function PreferencesPage() {
  const words = useWords().desktop.preferences;
  const service = useWindow((state) => state.known.service);
  return (
    <div className="preferences">
      <h1>{words.title}</h1>
      <AppPreferences />
      {service !== undefined && <ServiceSection service={service} />}
    </div>
  );
}
