// The top of the window: how the service stands, and the ways to the pages.

import type { Place } from "../shared/told.ts";
import { textFor } from "../shared/words/index.ts";
import { useWords } from "./language.tsx";
import { type Grade, Mark, SHAPES } from "./parts/mark.tsx";
import { useStore, useWindow } from "./store/hooks.ts";
import "./header.css";

const PAGES = ["overview", "activity", "preferences"] as const;

export function Header() {
  const store = useStore();
  const words = useWords().shell;
  const place = useWindow((state) => state.place);
  return (
    <header className="header">
      <Standing />
      <nav aria-label={words.pages}>
        <ul>
          {PAGES.map((page) => (
            <li key={page}>
              <button type="button" aria-current={currentOf(place, page)} onClick={() => store.go({ page })}>
                {words.page[page]}
              </button>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}

/** The page of a link is reached from the overview. */
function currentOf(place: Place, page: (typeof PAGES)[number]): "page" | "true" | undefined {
  if (place.page === page) return "page";
  return place.page === "link" && page === "overview" ? "true" : undefined;
}

function Standing() {
  const { states } = useWords();
  const reach = useWindow(({ known }) => known.reach.kind);
  const state = useWindow(({ known }) => known.service?.state);
  const installed = useWindow(({ known }) => known.reach.kind !== "absent" || known.reach.activatable);
  const text =
    state === undefined
      ? states.reach[reach === "ready" ? "connecting" : installed ? reach : "notInstalled"].title
      : textFor(states.service, state, state);
  const grade = state === undefined ? "waiting" : gradeOf(state);
  return (
    <p className="standing" role="status">
      <Mark grade={grade} shape={SHAPES[SHAPE_OF[grade]]} />
      {text}
    </p>
  );
}

function gradeOf(state: string): Grade {
  if (state === "converged") return "good";
  return state === "degraded" ? "bad" : "waiting";
}

const SHAPE_OF: Readonly<Record<Grade, string>> = {
  good: "active",
  bad: "degraded",
  waiting: "no-address",
  idle: "unassigned",
};
