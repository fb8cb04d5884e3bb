// The frame of the window: how it stands in one line, the pages, and what keeps the service from being seen.
import { useEffect, useRef } from "react";
import type { Place } from "../shared/told.ts";
import { Header } from "./header.tsx";
import { useWords } from "./language.tsx";
import { ActivityPage } from "./pages/activity/index.tsx";
import { LinkPage } from "./pages/link/index.tsx";
import { OverviewPage } from "./pages/overview/index.tsx";
import { PreferencesPage } from "./pages/preferences/index.tsx";
import { Mistakes } from "./parts/mistakes.tsx";
import { FailureNotice } from "./parts/notice.tsx";
import { ReachNotice } from "./reach-notice.tsx";
import { useStore, useWindow } from "./store/hooks.ts";
import { placeName, titleOf } from "./title.ts";
import { TrayNotice } from "./tray-notice.tsx";
import "./app.css";

export function App() {
  const place = useWindow((state) => state.place);
  const words = useWords();
  const main = useRef<HTMLElement>(null);
  const shown = placeKey(place);
  const before = useRef(shown);
  // Who goes to another page by keyboard or screen reader begins at its top.
  useEffect(() => {
    if (before.current === shown) return;
    before.current = shown;
    main.current?.focus();
    main.current?.scrollTo(0, 0);
  }, [shown]);
  const title = titleOf(place, words);
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <>
      <Header />
      <main ref={main} tabIndex={-1} aria-label={placeName(place, words)}>
        <div className="page">
          <LastFailure />
          <ReachNotice />
          <TrayNotice />
          <Mistakes key={shown}>
            <Page place={place} />
          </Mistakes>
        </div>
      </main>
    </>
  );
}

const placeKey = (place: Place): string => (place.page === "link" ? `link ${place.name}` : place.page);

function Page({ place }: { readonly place: Place }) {
  switch (place.page) {
    case "overview":
      return <OverviewPage />;
    case "link":
      return <LinkPage name={place.name} />;
    case "activity":
      return <ActivityPage />;
    case "preferences":
      return <PreferencesPage />;
  }
}

function LastFailure() {
  const store = useStore();
  const failure = useWindow((state) => state.failure);
  return failure && <FailureNotice failure={failure} onDismiss={store.dismissFailure} />;
}
