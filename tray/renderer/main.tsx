// Where the window begins: finds the bridge, and draws what it tells.
import "./styles/index.css"; // before all others, which refine it
import { createRoot } from "react-dom/client";
import { BRIDGE, type Bridge } from "../shared/bridge.ts";
import { wordsFor } from "../shared/words/index.ts";
import { App } from "./app.tsx";
import { Language } from "./language.tsx";
import { Mistakes } from "./parts/mistakes.tsx";
import { SourcesContext } from "./store/hooks.ts";
import { Store } from "./store/store.ts";
import { Traffic } from "./store/traffic.ts";

// Whoever loads this page has put it there: the preload script, or the script of tray/web.
const bridge = (globalThis as unknown as Readonly<Record<string, Bridge>>)[BRIDGE];
const root = document.getElementById("root");
if (bridge === undefined || root === null) throw new Error("this page is loaded by the app, or by npm run tray:web");

const locale = navigator.language;
document.documentElement.lang = wordsFor(locale) === wordsFor("de") ? "de" : "en";
const store = new Store(bridge);
const sources = { store, bridge, traffic: new Traffic(bridge) };
store.start();
createRoot(root).render(
  <SourcesContext value={sources}>
    <Language locale={locale}>
      <Mistakes>
        <App />
      </Mistakes>
    </Language>
  </SourcesContext>,
);
