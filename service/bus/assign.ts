// Assign and Release, as the manager and every link have them.
import type { Variant } from "../../common/bus/types.ts";
import { MultihomedError } from "../../common/errors.ts";
import { quoted } from "../../common/printable.ts";
import { checkAssignable } from "../config/assignable.ts";
import { OVER_DBUS } from "../config/saved.ts";
import { type UplinkOptions, uplinkOf } from "../config/uplink.ts";
import type { Question } from "./exported.ts";
import { questions, readAssignOptions, readReleaseOptions } from "./options.ts";
import type { Service } from "./service.ts";

type Nothing = Record<string, never>;

interface Change {
  readonly questions: readonly Question[];
  run(): Promise<Nothing>;
}

/** `table` 0 has one allocated. */
export function assignTask(
  service: Service,
  name: string,
  table: number,
  options: ReadonlyMap<string, Variant>,
): Change {
  const { said, layer } = readAssignOptions(options);
  const uplink = uplinkOf(name, { ...said, table: table === 0 ? "auto" : table }, OVER_DBUS);
  checkAssignable(uplink);
  return {
    questions: questions(name, table, current(service, name), said),
    async run() {
      await service.assign(uplink, layer);
      service.status.flush();
      return {};
    },
  };
}

export function releaseTask(service: Service, name: string, options: ReadonlyMap<string, Variant>): Change {
  const layer = readReleaseOptions(options);
  const { assigned, table = 0 } = service.status.link(name) ?? {};
  if (!assigned) throw new MultihomedError("not-assigned", `${quoted(name)} is not assigned`);
  return {
    questions: questions(name, table, current(service, name), {}),
    async run() {
      await service.release(name, layer);
      service.status.flush();
      return {};
    },
  };
}

const current = (service: Service, name: string): UplinkOptions => service.status.link(name)?.options ?? {};
