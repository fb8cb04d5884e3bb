// The bridge's other side, the same in Electron and behind a browser: everyone who follows is told what the service and the
// desktop say, and their calls are answered.
import type { After } from "../../common/client/after.ts";
import type { Change } from "../../common/client/live-client.ts";
import type { Place, Standing, Told } from "../shared/told.ts";
import { type Answers, answers } from "./answers.ts";
import type { Desktop } from "./desktop.ts";
import type { Live } from "./live.ts";
import { KnownPermissions } from "./permissions.ts";
import { Recorder } from "./recorder.ts";
import { Released } from "./released.ts";
import { OpenSession, type Session } from "./session.ts";

export type { Session } from "./session.ts";

export interface HostOptions {
  /** A LiveClient; made with `interactive`, polkit may ask the user for a password. It stays whose it was. */
  readonly live: Live;
  readonly desktop: Desktop;
  readonly after: After;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds of a clock that only goes forward. */
  monotonic(): number;
  /** Told of what is a mistake of ours: logged. */
  mistake(error: unknown): void;
}

export class Host {
  readonly #options: HostOptions;
  readonly #sessions = new Set<OpenSession>();
  readonly #permissions: KnownPermissions;
  readonly #recorder: Recorder;
  readonly #released = new Released();
  readonly #answers: Omit<Answers, "follow">;
  readonly #unwatch: () => void;

  constructor(options: HostOptions) {
    this.#options = options;
    const { live, after, now } = options;
    this.#permissions = new KnownPermissions({
      after,
      ask: async () => await live.client.permissions(),
      changed: () => this.#tell(permissionsTold(this.#permissions)),
      mistake: (error) => options.mistake(error),
    });
    this.#recorder = new Recorder({
      live,
      after,
      now: () => now(),
      noted: (activity) => this.#tell({ kind: "activity", activity }),
    });
    this.#answers = answers({
      ...options,
      live,
      recorder: this.#recorder,
      released: this.#released,
      monotonic: () => options.monotonic(),
      chosen: (preferences) => this.#tell({ kind: "preferences", preferences }),
    });
    this.#unwatch = live.watch((change) => this.#changed(change));
    if (live.reach.kind !== "connecting") this.#changed({ kind: "reach", reach: live.reach });
  }

  /** One who follows: a window, or the tray's menu. `tell` gets batches after a `follow` call. */
  open(tell: (told: readonly Told[]) => void): Session {
    const { after, mistake } = this.#options;
    const session = new OpenSession({
      after,
      tell,
      mistake: (error) => mistake(error),
      answers: this.#answers,
      everything: () => [
        { kind: "all", standing: this.#standing() },
        { kind: "preferences", preferences: this.#options.desktop.preferences },
      ],
      closed: (session) => this.#sessions.delete(session),
    });
    this.#sessions.add(session);
    return session;
  }

  /** Has every window show a page: one that does not follow yet, when it does. */
  go(place: Place): void {
    this.#tell({ kind: "go", place });
  }

  close(): void {
    this.#unwatch();
    this.#permissions.forget();
    this.#recorder.close();
    for (const session of [...this.#sessions]) session.close();
  }

  #changed(change: Change): void {
    if (change.kind === "reach") {
      this.#permissions.forget();
      if (change.reach.kind === "ready") void this.#permissions.ask();
      this.#tell({ kind: "all", standing: this.#standing() });
    }
    if (change.kind === "permissions") void this.#permissions.ask();
    if (change.kind === "service") this.#tell({ kind: "service", service: change.service });
    if (change.kind === "link") {
      this.#released.changed(change);
      this.#tell({ kind: "link", name: change.name, ...(change.link && { link: change.link }) });
    }
    this.#recorder.changed(change);
  }

  #standing(): Standing {
    const { reach, service, links } = this.#options.live;
    const { permissions } = this.#permissions;
    return { reach, ...(service && { service }), links: [...links.values()], ...(permissions && { permissions }) };
  }

  #tell(told: Told): void {
    for (const session of this.#sessions) session.tell(told);
  }
}

function permissionsTold({ permissions }: KnownPermissions): Told {
  return { kind: "permissions", ...(permissions && { permissions }) };
}
