// After the machine has slept: whether the service still answers. What is different it tells by itself.
import type { LiveClient } from "../../common/client/live-client.ts";
import { MultihomedError } from "../../common/errors.ts";
import type { Log } from "./log.ts";

/** Asks nobody where the service is away: a call would start it. */
export async function lookAgain(
  live: Pick<LiveClient, "reach"> & { readonly client: Pick<LiveClient["client"], "service"> },
  log: Log,
): Promise<void> {
  if (live.reach.kind !== "ready") return;
  try {
    await live.client.service();
  } catch (error) {
    if (error instanceof MultihomedError) log.warn(`the service does not answer after the pause: ${error.message}`);
    else log.mistake(error);
  }
}
