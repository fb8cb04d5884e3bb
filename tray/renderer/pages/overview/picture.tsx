// The picture: this computer, its uplinks with their gateways, and the internet. Few uplinks are joined with curves; of many
// each has a lane of its own, and only the lanes in sight are drawn.
import { useRef } from "react";
import { useWords } from "../../language.tsx";
import { Fan } from "./fan.tsx";
import { Hub } from "./hub.tsx";
import { Lanes } from "./lanes.tsx";
import { UplinkRow } from "./uplink-row.tsx";
import { useMeasured } from "./use-measured.ts";
import "./picture.css";

/** So many rows stand in one window, and so many curves can be told apart. */
const FAN_MAX = 8;
/** So few have room to spare. */
const GENEROUS_MAX = 3;

export function Picture({ names }: { readonly names: readonly string[] }) {
  const words = useWords().overview;
  return (
    <section>
      <h2 className="unseen">{words.uplinks}</h2>
      {names.length > FAN_MAX ? <Lanes names={names} /> : <FanPicture names={names} />}
    </section>
  );
}

function FanPicture({ names }: { readonly names: readonly string[] }) {
  const rows = useRef<HTMLUListElement>(null);
  const measured = useMeasured(rows, names);
  return (
    <div className="picture" data-density={names.length > GENEROUS_MAX ? "normal" : "generous"}>
      <Hub of="computer" />
      <Fan side="inner" names={names} measured={measured} />
      <ul className="uplinks" ref={rows}>
        {names.map((name) => (
          <li key={name} data-link={name}>
            <UplinkRow name={name} />
          </li>
        ))}
      </ul>
      <Fan side="onward" names={names} measured={measured} />
      <Hub of="internet" />
    </div>
  );
}
