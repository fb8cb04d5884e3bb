// The curves between a hub and the rows: at the left from this computer to each uplink, at the right from each gateway on.
import { memo } from "react";
import { useLink, useRate } from "../../store/hooks.ts";
import { type Course, courseOf } from "./course.ts";
import { curve, type Measured, port } from "./geometry.ts";
import { thickness } from "./thickness.ts";

type Side = "inner" | "onward";

interface FanProperties {
  readonly side: Side;
  readonly names: readonly string[];
  readonly measured: Measured | undefined;
}

/** The drawing is stretched to the width that it has; its height is in pixels. */
const WIDTH = 100;

export const Fan = memo(function Fan({ side, names, measured }: FanProperties) {
  return (
    <div className="fan">
      {measured !== undefined && measured.height > 0 && (
        <svg viewBox={`0 0 ${WIDTH} ${measured.height}`} preserveAspectRatio="none" aria-hidden="true">
          {names.map((name, at) => {
            const row = measured.rows.get(name);
            if (row === undefined) return null;
            const hub = port(measured.height, at, names.length);
            const path = side === "inner" ? curve(WIDTH, hub, row) : curve(WIDTH, row, hub);
            return <Curve key={name} name={name} side={side} path={path} />;
          })}
        </svg>
      )}
    </div>
  );
});

interface CurveProperties {
  readonly name: string;
  readonly side: Side;
  readonly path: string;
}

const Curve = memo(function Curve({ name, side, path }: CurveProperties) {
  const link = useLink(name);
  const rate = useRate(name);
  if (link === undefined) return null;
  const course = courseOf(link);
  return <path className={edgeClass(course, side)} d={path} strokeWidth={thickness(rate)} />;
});

export const edgeClass = (course: Course, part: Side | "outer"): string =>
  `edge edge-${course[part]}${course.troubled ? " edge-troubled" : ""}`;
