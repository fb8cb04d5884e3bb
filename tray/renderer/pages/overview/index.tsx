// The overview: where traffic goes, which way programs go that choose nothing, and what could be switched on.
import { useMemo, useRef } from "react";
import { useWords } from "../../language.tsx";
import { useWindow } from "../../store/hooks.ts";
import { sameGroups } from "./groups.ts";
import { useKeptFocus } from "./kept-focus.ts";
import { NothingUsed } from "./nothing-used.tsx";
import { Picture } from "./picture.tsx";
import { ServiceProblems } from "./service-problems.tsx";
import { Unbound } from "./unbound-section.tsx";
import { Unused } from "./unused.tsx";
import "./overview.css";

export function OverviewPage() {
  const words = useWords().overview;
  const known = useWindow((state) => state.known.service !== undefined);
  const grouped = useMemo(sameGroups, []);
  const groups = useWindow((state) => grouped(state.known.links.values()));
  const page = useRef<HTMLDivElement>(null);
  useKeptFocus(page, groups);
  return (
    <div className="overview" ref={page}>
      <h1 className="unseen">{words.title}</h1>
      {known && (
        <>
          <ServiceProblems />
          {groups.used.length > 0 ? (
            <Picture names={groups.used} />
          ) : (
            <NothingUsed inReach={groups.unused.length > 0} />
          )}
          <Unbound />
          <Unused
            unused={groups.unused}
            others={groups.others}
            alone={groups.used.length + groups.unused.length === 0}
          />
        </>
      )}
    </div>
  );
}
