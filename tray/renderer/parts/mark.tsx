// How a link stands, as a sign that is told apart by its shape; the words for it stand beside it.
import type { ReactNode } from "react";
import type { LinkState } from "../../../common/client/domain.ts";
import "./mark.css";

/** How good that is, for colours: "good", "waiting", "bad" or "idle". */
export function gradeOf(state: LinkState): Grade {
  return Object.hasOwn(GRADES, state) ? (GRADES[state] ?? "waiting") : "waiting";
}

export type Grade = "good" | "waiting" | "bad" | "idle";

const GRADES: Readonly<Record<string, Grade>> = {
  active: "good",
  degraded: "bad",
  unassigned: "idle",
};

export function LinkMark({ state }: { readonly state: LinkState }) {
  return <Mark grade={gradeOf(state)} shape={Object.hasOwn(SHAPES, state) ? SHAPES[state] : SHAPES.unknown} />;
}

export function Mark({ grade, shape }: { readonly grade: Grade; readonly shape: ReactNode }) {
  return (
    <svg className={`mark mark-${grade}`} viewBox="0 0 20 20" aria-hidden="true">
      {shape}
    </svg>
  );
}

/** Shapes on a square of 20: filled with `currentColor`, cut out with the colour of the card. */
export const SHAPES: Readonly<Record<string, ReactNode>> = {
  active: (
    <>
      <circle cx="10" cy="10" r="9" fill="currentColor" />
      <path className="mark-cut" d="m5.8 10.3 2.8 2.8 5.6-6" />
    </>
  ),
  degraded: (
    <>
      <path d="M10 1.5 19 18H1Z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" strokeWidth="1.5" />
      <path className="mark-cut" d="M10 7v5m0 2.6v.4" />
    </>
  ),
  "no-carrier": (
    <>
      <circle className="mark-line" cx="10" cy="10" r="8" />
      <path className="mark-line" d="m4.5 4.5 11 11" />
    </>
  ),
  "no-address": (
    <>
      <circle className="mark-line" cx="10" cy="10" r="8" />
      <path className="mark-line" d="M10 5.5V10l3 2" />
    </>
  ),
  down: (
    <>
      <circle className="mark-line" cx="10" cy="10" r="8" />
      <path className="mark-line" d="M6 10h8" />
    </>
  ),
  absent: <circle className="mark-line" cx="10" cy="10" r="8" strokeDasharray="3.2 3" />,
  unassigned: <circle className="mark-line" cx="10" cy="10" r="8" />,
  note: (
    <>
      <circle className="mark-line" cx="10" cy="10" r="8" />
      <path className="mark-line" d="M10 9.5v4.5m0-8v.1" />
    </>
  ),
  unknown: (
    <>
      <circle className="mark-line" cx="10" cy="10" r="8" />
      <path className="mark-line" d="M7.8 8a2.3 2.3 0 1 1 2.2 3v.8m0 2.4v.2" />
    </>
  ),
};
