// multihomectl plan
import { commandText } from "../../common/command-text.ts";
import { printable } from "../../common/printable.ts";
import type { Context } from "../context.ts";

export async function run({ options, print, service }: Context): Promise<void> {
  const operations = await (await service()).plan();
  if (options.has("json")) return print(JSON.stringify({ operations }));
  if (operations.length > 0) print(operations.map((each) => printable(commandText(each))).join("\n"));
}
