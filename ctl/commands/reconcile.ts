// multihomectl reconcile
import type { Context } from "../context.ts";

export async function run({ options, print, privileged }: Context): Promise<void> {
  const operations = await (await privileged("configure")).reconcile();
  print(
    options.has("json")
      ? JSON.stringify({ operations })
      : operations === 0
        ? "everything is as wanted"
        : `repaired with ${operations} operation${operations === 1 ? "" : "s"}`,
  );
}
