// What the host needs of the service: LiveClient, or what stands in for it.
import type { Client } from "../../common/client/client.ts";
import type { LiveClient } from "../../common/client/live-client.ts";

export interface Live extends Pick<LiveClient, "reach" | "service" | "links" | "watch"> {
  /** @throws MultihomedError "bus" where there is no bus */
  readonly client: Calls;
}

export type Calls = Pick<
  Client,
  "service" | "permissions" | "assign" | "release" | "routes" | "rules" | "traffic" | "explain" | "reconcile" | "reload"
>;
