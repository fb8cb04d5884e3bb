// multihomectl explain SOURCE|- DESTINATION
import type { Context } from "../context.ts";
import { renderExplanation } from "../render/explain.ts";
import { packet } from "../values.ts";

export async function run({ words, options, paint, print, service }: Context): Promise<void> {
  const asked = packet(words, options);
  const explanation = await (await service()).explain(asked);
  print(
    options.has("json")
      ? JSON.stringify({ ...asked, ...explanation })
      : renderExplanation(asked, explanation, paint).join("\n"),
  );
}
