// Drawings of what stands in a network, in lines of the text's colour; the words for each stand beside it.
import type { ReactNode } from "react";
import type { Kind } from "./kind.ts";
import "./icon.css";

type Drawn = Kind | "computer" | "internet";

export function Icon({ of }: { readonly of: Drawn }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      {DRAWINGS[of]}
    </svg>
  );
}

const DRAWINGS: Readonly<Record<Drawn, ReactNode>> = {
  computer: (
    <>
      <rect x="4" y="4.5" width="16" height="11" rx="1.5" />
      <path d="M2 19.5h20M9.5 19.5l.4-1.5h4.2l.4 1.5" />
    </>
  ),
  internet: (
    <>
      <circle cx="12" cy="12" r="9.5" />
      <path d="M2.5 12h19M12 2.5c6 5.5 6 13.5 0 19M12 2.5c-6 5.5-6 13.5 0 19" />
    </>
  ),
  /** A plug of a network cable. */
  wired: (
    <>
      <path d="M4 4.5h16v11h-3v4H7v-4H4Z" />
      <path d="M8 4.5v4m2.7-4v4m2.6-4v4m2.7-4v4" />
    </>
  ),
  wireless: (
    <>
      <path d="M2 9.5a14.5 14.5 0 0 1 20 0M5.3 13.2a9.8 9.8 0 0 1 13.4 0M8.6 16.8a5 5 0 0 1 6.8 0" />
      <circle className="icon-dot" cx="12" cy="20" r="1.3" />
    </>
  ),
  /** Bars of a mobile network's signal. */
  mobile: <path d="M3.5 20.5v-4h2v4Zm5 0v-8h2v8Zm5 0v-12h2v12Zm5 0v-17h2v17Z" />,
  /** Two points that are joined. */
  other: (
    <>
      <rect x="2.5" y="8.5" width="7" height="7" rx="1.5" />
      <rect x="14.5" y="8.5" width="7" height="7" rx="1.5" />
      <path d="M9.5 12h5" />
    </>
  ),
};
