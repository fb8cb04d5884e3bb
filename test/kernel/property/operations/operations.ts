// All operations with how often each is chosen.
import type { Weighted } from "../random.ts";
import type { Step } from "../steps.ts";
import { addAddress4, addAddress6, deleteAddress, flushAddresses, moveAddress } from "./addresses.ts";
import { crash, pause, reload, start, terminate } from "./daemon.ts";
import { carrier, plug, rename, setLink, unplug } from "./links.ts";
import { deleteNexthop, setGroup, setNexthop } from "./nexthops.ts";
import * as others from "./others.ts";
import { addReject, addRoute4, addRoute6, addRouteByNexthop, deleteLeg6, deleteRoute, flushRoutes } from "./routes.ts";
import type { Operation, Scene } from "./scene.ts";

const wait: Operation = ({ random }) => ({ kind: "wait", milliseconds: random.int(1, 60) });

const OPERATIONS: readonly [Weighted<Operation>, ...Weighted<Operation>[]] = [
  { weight: 12, value: wait },
  { weight: 10, value: addAddress4 },
  { weight: 10, value: addAddress6 },
  { weight: 8, value: deleteAddress },
  { weight: 1, value: flushAddresses },
  { weight: 1, value: moveAddress },
  { weight: 22, value: addRoute4 },
  { weight: 22, value: addRoute6 },
  { weight: 5, value: addReject },
  { weight: 8, value: addRouteByNexthop },
  { weight: 14, value: deleteRoute },
  { weight: 4, value: deleteLeg6 },
  { weight: 1, value: flushRoutes },
  { weight: 8, value: setNexthop },
  { weight: 5, value: setGroup },
  { weight: 2, value: deleteNexthop },
  { weight: 7, value: setLink },
  { weight: 4, value: carrier },
  { weight: 4, value: rename },
  { weight: 2, value: unplug },
  { weight: 6, value: plug },
  { weight: 4, value: others.foreignRoute4 },
  { weight: 3, value: others.foreignRoute6 },
  { weight: 4, value: others.deleteForeignRoute },
  { weight: 4, value: others.foreignRule },
  { weight: 1, value: others.deleteForeignRules },
  { weight: 1, value: others.deleteOurRoutes },
  { weight: 1, value: others.deleteOurDefault },
  { weight: 2, value: others.deleteOurRule },
  { weight: 1, value: others.deleteOurRules },
  { weight: 1, value: others.flushTable },
  { weight: 1, value: others.flushRules },
  { weight: 1, value: others.strayOurs },
  { weight: 5, value: pause },
  { weight: 3, value: crash },
  { weight: 1, value: terminate },
  { weight: 6, value: start },
  { weight: 3, value: reload },
];

/** What stands at the beginning: all links but w0, with an address of each family, and a daemon. */
export function opening(nextCable: () => number): Step[] {
  const names = ["u1", "u2", "u3", "n0", "n1"];
  return [
    ...names.map((name): Step => ({ kind: "plug", name, cable: nextCable() })),
    ...names.flatMap((name, index): Step[] => [
      { kind: "both", command: `addr add 10.${[1, 2, 3, 5, 6][index]}.0.2/24 dev ${name}` },
      { kind: "both", command: `addr add fd00:${[1, 2, 3, 5, 6][index]}::2/64 dev ${name} nodad` },
    ]),
    { kind: "daemon", verb: "start", configuration: 0 },
  ];
}

export function chooseStep(scene: Scene): Step {
  for (;;) {
    const step = scene.random.weighted(OPERATIONS)(scene);
    if (step !== undefined) return step;
  }
}
