// multihomectl release INTERFACE
import { printable } from "../../common/printable.ts";
import type { Context } from "../context.ts";
import { interfaceName, persistence } from "../values.ts";

export async function run({ words, options, print, privileged }: Context): Promise<void> {
  const name = interfaceName(words[0] ?? "");
  const chosen = persistence(options);
  await (await privileged("assign")).release(name, chosen);
  print(`${printable(name)}: not assigned${chosen.persist === false ? " until the next boot" : ""}`);
}
