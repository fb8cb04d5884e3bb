// A straight edge, as wide as the room it has: of the lane of one uplink.
import { memo } from "react";
import { useLink, useRate } from "../../store/hooks.ts";
import { courseOf } from "./course.ts";
import { edgeClass } from "./fan.tsx";
import { thickness } from "./thickness.ts";

interface LaneProperties {
  readonly name: string;
  readonly part: "inner" | "outer" | "onward";
}

export const Lane = memo(function Lane({ name, part }: LaneProperties) {
  const link = useLink(name);
  const rate = useRate(name);
  if (link === undefined) return null;
  const course = courseOf(link);
  return (
    <span className={`lane lane-${part}`} aria-hidden="true">
      <svg className="lane-line" aria-hidden="true">
        <line className={edgeClass(course, part)} x1="0" y1="50%" x2="100%" y2="50%" strokeWidth={thickness(rate)} />
      </svg>
      {course[part] === "cut" && (
        <svg className="lane-cross" viewBox="0 0 16 16" aria-hidden="true">
          <path d="m4 4 8 8m0-8-8 8" />
        </svg>
      )}
    </span>
  );
});
