// Assign and Release, as the manager and every link have them.
import type { Variant } from "../../common/bus/types.ts";
import { MultihomedError } from "../../common/errors.ts";
import { quoted } from "../../common/printable.ts";
import { checkAssignable } from "../config/assignable.ts";
import { OVER_DBUS } from "../config/saved.ts";
import { uplinkOf } from "../config/uplink.ts";
import type { Permitted, Question } from "./exported.ts";
import { questions, readAssignOptions, readReleaseOptions } from "./options.ts";
import { Refusal } from "./refusal.ts";
import type { Service } from "./service.ts";

type Nothing = Record<string, never>;

interface Change {
  readonly questions: readonly Question[];
  run(caller: Permitted): Promise<Nothing>;
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
  const ask = () => questions(name, table, service.status.link(name)?.allOptions ?? [], [said]);
  const asked = ask();
  return {
    questions: asked,
    async run({ always }) {
      await service.assign(uplink, layer, () => always || checkAsked(asked, ask()));
      service.status.flush();
      return {};
    },
  };
}

export function releaseTask(service: Service, name: string, options: ReadonlyMap<string, Variant>): Change {
  const layer = readReleaseOptions(options);
  const ask = () => {
    const { assigned, table = 0, allOptions: before = [] } = service.status.link(name) ?? {};
    if (!assigned) throw new MultihomedError("not-assigned", `${quoted(name)} is not assigned`);
    return questions(name, table, before, []);
  };
  const asked = ask();
  return {
    questions: asked,
    async run({ always }) {
      await service.release(name, layer, () => always || checkAsked(asked, ask()));
      service.status.flush();
      return {};
    },
  };
}

/** While a person was asked, someone else may have changed what the permission was for. */
function checkAsked(asked: readonly Question[], now: readonly Question[]): void {
  const known = asked.map(textOf);
  if (now.some((question) => !known.includes(textOf(question)))) {
    throw new Refusal("AccessDenied", "the interface was assigned otherwise meanwhile: try again");
  }
}

const textOf = ({ action, details }: Question): string => JSON.stringify([action, ...details]);
