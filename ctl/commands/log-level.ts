// multihomectl log-level [LEVEL]
import { printable } from "../../common/printable.ts";
import type { Context } from "../context.ts";
import { logLevel } from "../values.ts";

export async function run({ words: [word], options, print, privileged, service }: Context): Promise<void> {
  if (word !== undefined) {
    const level = logLevel(word);
    await (await privileged("configure")).setLogLevel(level);
    if (options.has("json")) print(JSON.stringify({ logLevel: level }));
    return;
  }
  const level = await (await service()).logLevel();
  print(options.has("json") ? JSON.stringify({ logLevel: level }) : printable(level));
}
