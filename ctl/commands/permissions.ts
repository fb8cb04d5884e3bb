// multihomectl permissions
import type { Permission } from "../../common/client/domain.ts";
import type { Context } from "../context.ts";
import type { Style } from "../render/paint.ts";
import { renderTable } from "../render/table.ts";

export async function run({ options, paint, print, service }: Context): Promise<void> {
  const permissions = await (await service()).permissions();
  if (options.has("json")) return print(JSON.stringify(permissions));
  const row = (action: keyof typeof permissions) => {
    const { style, text } = ANSWERS[permissions[action]];
    return [{ text: action }, { text, paint: (padded: string) => paint(style, padded) }, { text: MEANINGS[action] }];
  };
  print(renderTable([row("assign"), row("configure")]).join("\n"));
}

const ANSWERS: Readonly<Record<Permission, { style: Style; text: string }>> = {
  yes: { style: "good", text: "yes" },
  no: { style: "bad", text: "no" },
  challenge: { style: "warn", text: "with a password" },
};

const MEANINGS = {
  assign: "assign and release interfaces",
  configure: "reload, reconcile, log level, and options that reach beyond one interface",
};
