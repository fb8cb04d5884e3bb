// What a boot test imports; the kernel's state is read by the kernel lab's functions.
export { type MachineOptions, machine, type Surroundings } from "./frame.ts";
export type { Machine } from "./machine.ts";
export type { Session } from "./session.ts";
export {
  assignBoth,
  bootAssigned,
  bootLeased,
  inForce,
  leased,
  UPLINK_FILE,
  unit,
  uplinkFile,
} from "./uplinks.ts";
