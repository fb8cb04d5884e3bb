// The counters of some links, all asked at the same time.
import type { Traffic } from "../../common/client/domain.ts";
import { MultihomedError } from "../../common/errors.ts";
import type { TrafficReading } from "../shared/calls.ts";
import type { Live } from "./live.ts";

/** Of those that exist. @throws MultihomedError where the service does not answer */
export async function readTraffic(
  live: Pick<Live, "links" | "client">,
  names: readonly string[],
  monotonic: () => number,
): Promise<TrafficReading> {
  const existing = [...new Set(names)].filter((name) => (live.links.get(name)?.index ?? 0) !== 0);
  const { client } = live;
  const read = async (name: string): Promise<readonly [string, Traffic][]> => {
    try {
      return [[name, await client.traffic(name)]];
    } catch (error) {
      // It has gone in the meantime, which will be told.
      if (error instanceof MultihomedError && error.code === "refused") return [];
      throw error;
    }
  };
  const links = (await Promise.all(existing.map(read))).flat();
  return { time: monotonic(), links: Object.fromEntries(links) };
}
