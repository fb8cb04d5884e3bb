// multihomectl reload
import type { Context } from "../context.ts";

export async function run({ privileged }: Context): Promise<void> {
  await (await privileged("configure")).reload();
}
