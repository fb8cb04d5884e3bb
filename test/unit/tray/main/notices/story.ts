// A story in which things are lost and come back at their times, and what the user was told of it.
import type { Link } from "../../../../../common/client/domain.ts";
import { factsOf, speaksOfLinks } from "../../../../../tray/main/notices/facts.ts";
import type { Notice } from "../../../../../tray/main/notices/group.ts";
import { NOTHING_WATCHED, observed, tell, type Watching } from "../../../../../tray/main/notices/notices.ts";
import type { Known } from "../../../../../tray/shared/known.ts";
import { type Made, ready, uplink } from "../stand-in/known.ts";

export interface Told {
  readonly at: number;
  readonly notice: Notice;
}

export class Story {
  readonly told: Told[] = [];
  watching: Watching = NOTHING_WATCHED;
  now = 0;
  #wake: number | undefined;

  /** Milliseconds pass; whoever wanted to be woken is. */
  pass(milliseconds: number): this {
    const end = this.now + milliseconds;
    while (this.#wake !== undefined && this.#wake <= end) {
      if (this.#wake <= this.now) throw new Error("it wants to be woken at once: that never ends");
      this.now = this.#wake;
      this.change((same) => same);
    }
    this.now = end;
    return this;
  }

  change(how: (watching: Watching, now: number) => Watching): this {
    const { watching, notices, wake } = tell(how(this.watching, this.now), this.now);
    this.watching = watching;
    this.#wake = wake;
    for (const notice of notices) this.told.push({ at: this.now, notice });
    return this;
  }

  known(known: Known): this {
    return this.change((watching, now) => observed(watching, factsOf(known), speaksOfLinks(known), now));
  }

  /** The service is there, and has these uplinks: "-" before the name: without a connection. */
  uplinks(names: string, service: Made["service"] = {}): this {
    return this.known(ready({ links: names.split(" ").filter(Boolean).map(uplinkOf), service }));
  }

  /** What was told, as text: "3000 lost a". */
  get texts(): string[] {
    return this.told.map(({ at, notice }) => `${at} ${text(notice)}`);
  }
}

const uplinkOf = (name: string): Link =>
  name.startsWith("-") ? uplink(name.slice(1), { state: "no-carrier" }) : uplink(name);

function text(notice: Notice): string {
  switch (notice.kind) {
    case "lost":
      return `lost ${notice.all ? "all: " : ""}${notice.names.join(" ")}`;
    case "service":
      return `service ${notice.is}`;
    case "problems":
      return `problems ${notice.problems.map(({ name, code }) => `${name}/${code}`).join(" ")}`;
    default:
      return `${notice.kind} ${notice.names.join(" ")}`;
  }
}
