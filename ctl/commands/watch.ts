// multihomectl watch

import type { Connection } from "../../common/bus/connection.ts";
import { after } from "../../common/client/after.ts";
import { LiveClient } from "../../common/client/live-client.ts";
import type { Reach } from "../../common/client/reach.ts";
import { MultihomedError } from "../../common/errors.ts";
import type { Context } from "../context.ts";
import { eventJson } from "../render/event-json.ts";
import { eventLines } from "../render/event-lines.ts";

export async function run({ options, paint, print, connect, interrupted }: Context): Promise<void> {
  // Whoever types this wants to know at once that there is no bus; what is lost later comes back.
  let first: Connection | undefined = await connect();
  const live = new LiveClient({
    async connect() {
      const connection = first ?? (await connect());
      first = undefined;
      return connection;
    },
    after,
    start: true,
  });
  let reached: Reach["kind"] = "connecting";
  const unable = new Promise<never>((_, reject) => {
    live.watch((change) => {
      if (change.kind === "reach") {
        const { reach } = change;
        // The same trouble at every attempt is told once.
        if (reach.kind === reached && reach.kind !== "ready") return;
        if (reached === "connecting" && reach.kind === "absent" && reach.reason) {
          reject(new MultihomedError(reach.reason.code, reach.reason.text));
          return;
        }
        reached = reach.kind;
      }
      const now = new Date();
      if (options.has("json")) print(JSON.stringify(eventJson(change, live, now)));
      else for (const line of eventLines(change, live, now, paint)) print(line);
    });
  });
  try {
    await Promise.race([interrupted(), unable]);
  } finally {
    await live.close();
  }
}
