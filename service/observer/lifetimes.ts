// When to ask for the lifetimes of main's IPv6 routes: a router's advertisement renews them without a notification.
import { TABLE_MAIN } from "../../common/numbers.ts";
import { AF_INET6 } from "../netlink/uapi.ts";
import type { Clock } from "../system/clock.ts";
import { routeProtocol } from "../view/route.ts";
import type { View } from "../view/view.ts";
import type { Listings } from "./listings.ts";
import { refreshLifetimes } from "./refresh-routes.ts";
import type { Timers } from "./timers.ts";

/** They are asked for when a third of the shortest is over, but within these bounds. */
const LEAST_MS = 500;
const MOST_MS = 60_000;

export class Lifetimes {
  #askAt = Number.POSITIVE_INFINITY;

  constructor(
    private readonly view: View,
    private readonly listings: Listings,
    private readonly clock: Clock,
    private readonly timers: Timers,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Main may have other lifetimes now: asks in time for the shortest. */
  follow(): void {
    let soonest = Number.POSITIVE_INFINITY;
    for (const [, expiry] of this.#expiries()) soonest = Math.min(soonest, expiry);
    if (soonest === Number.POSITIVE_INFINITY) return;
    const now = this.clock.now();
    const wait = Math.min(Math.max((soonest - now) / 3, LEAST_MS), MOST_MS);
    if (now + wait >= this.#askAt) return;
    this.#askAt = now + wait;
    this.timers.later("lifetimes", wait, () => {
      this.#askAt = Number.POSITIVE_INFINITY;
      this.#ask().catch(this.failed);
    });
  }

  async #ask(): Promise<void> {
    const protocols = new Set([...this.#expiries()].map(([route]) => routeProtocol(route)));
    for (const protocol of protocols) {
      await this.listings.run((refresh) => refreshLifetimes(refresh, TABLE_MAIN, protocol));
    }
    this.follow();
  }

  #expiries() {
    return this.view.table(AF_INET6, TABLE_MAIN).expiries();
  }
}
