// All that the window knows, and what its controls do. What is drawn is read from here; nothing else is remembered.
import type { AssignOptions } from "../../../common/client/domain.ts";
import type { Activity } from "../../shared/activity.ts";
import { ACTIVITY_MAX } from "../../shared/bounds.ts";
import type { Bridge, Failure, Reply } from "../../shared/bridge.ts";
import { type Known, learned, NOTHING_KNOWN } from "../../shared/known.ts";
import { DEFAULT_PREFERENCES, type Preferences } from "../../shared/preferences.ts";
import { type Attempts, begun, ended, forgotten } from "../../shared/switches.ts";
import type { Place, Told } from "../../shared/told.ts";

export interface WindowState {
  readonly known: Known;
  readonly attempts: Attempts;
  /** Oldest first. */
  readonly activity: readonly Activity[];
  readonly preferences: Preferences;
  readonly place: Place;
  /** What failed last that belongs to no link's switch. */
  readonly failure?: Failure;
  /** What the service was asked for last that belongs to no link. */
  readonly errand?: Errand;
  /** Whether the desktop shows the app's icon; absent where there is no desktop: in a browser. */
  readonly tray?: TrayStanding;
}

/** One that has failed is not there any more: `failure` says why. */
export interface Errand {
  readonly what: "check" | "reload" | "start";
  /** Absent while it is under way. */
  readonly done?: {
    /** Operations that it took, where that is told. */
    readonly changes?: number;
  };
}

export type TrayStanding = Omit<Extract<Told, { kind: "tray" }>, "kind">;

const BEGINNING: WindowState = {
  known: NOTHING_KNOWN,
  attempts: new Map(),
  activity: [],
  preferences: DEFAULT_PREFERENCES,
  place: { page: "overview" },
};

export class Store {
  readonly #bridge: Bridge;
  #state = BEGINNING;
  readonly #listeners = new Set<() => void>();
  /** What was told since the history was asked for. */
  #recalling: Activity[] | undefined;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  get state(): WindowState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    this.#bridge.listen((told) => this.#learn(told));
    void this.#bridge.call("follow");
  }

  readonly go = (place: Place): void => this.#set({ place });

  /** Switches a link on as it was before, or with a table that the service chooses. */
  readonly switchOn = (name: string): Promise<void> =>
    this.#attempt(name, "assigned", () => this.#bridge.call("switchOn", name));

  readonly switchOff = (name: string): Promise<void> =>
    this.#attempt(name, "released", () => this.#bridge.call("release", name, {}));

  readonly assign = (name: string, table: number | "auto", options: AssignOptions): Promise<void> =>
    this.#attempt(name, "assigned", () => this.#bridge.call("assign", name, table, options));

  /** Takes away what is said of the last attempt to switch a link. */
  readonly dismiss = (name: string): void => this.#set({ attempts: forgotten(this.#state.attempts, name) });

  readonly dismissFailure = (): void => {
    const { failure: _read, ...rest } = this.#state;
    this.#replace(rest);
  };

  /** Compares everything with the kernel. */
  readonly check = (): Promise<void> =>
    this.#run(
      "check",
      () => this.#bridge.call("reconcile"),
      (changes) => ({ changes }),
    );
  readonly reload = (): Promise<void> => this.#run("reload", () => this.#bridge.call("reload"));
  readonly startService = (): Promise<void> => this.#run("start", () => this.#bridge.call("start"));
  readonly copy = (text: string): Promise<void> => this.#act(() => this.#bridge.call("copy", text));

  readonly choose = async (changes: Partial<Preferences>): Promise<void> => {
    await this.#act(async () => {
      const reply = await this.#bridge.call("choose", changes);
      if (reply.ok) this.#set({ preferences: reply.value });
      return reply;
    });
  };

  async #attempt(name: string, wanted: "assigned" | "released", act: () => Promise<Reply<unknown>>): Promise<void> {
    const before = this.#state.attempts.get(name);
    if (before !== undefined && before.failure === undefined) return; // one at a time
    this.#set({ attempts: begun(this.#state.attempts, name, wanted) });
    const reply = await act();
    this.#set({ attempts: ended(this.#state.attempts, name, reply.ok ? undefined : reply.failure) });
  }

  /** What is asked of the service itself, one after the other: what came of it stays until the next. */
  async #run<T>(
    what: Errand["what"],
    act: () => Promise<Reply<T>>,
    done: (value: T) => Exclude<Errand["done"], undefined> = () => ({}),
  ): Promise<void> {
    if (underWay(this.#state.errand)) return;
    this.#set({ errand: { what } });
    await this.#act(async () => {
      const reply = await act();
      const { errand: _over, ...rest } = this.#state;
      this.#replace(reply.ok ? { ...rest, errand: { what, done: done(reply.value) } } : rest);
      return reply;
    });
  }

  async #act(act: () => Promise<Reply<unknown>>): Promise<void> {
    this.dismissFailure();
    const reply = await act();
    if (!reply.ok) this.#set({ failure: reply.failure });
  }

  /** Has the history as the host has it, and what was told while it was asked for. */
  async #recall(): Promise<void> {
    const notes: Activity[] = [];
    this.#recalling = notes;
    const reply = await this.#bridge.call("activity");
    if (this.#recalling !== notes) return; // asked for anew
    this.#recalling = undefined;
    if (reply.ok) this.#set({ activity: merged(reply.value, notes) });
  }

  #learn(told: readonly Told[]): void {
    let { activity, place, preferences, tray } = this.#state;
    const notes: Activity[] = [];
    for (const one of told) {
      // Who is told everything may have missed something.
      if (one.kind === "all") void this.#recall();
      if (one.kind === "activity") notes.push(one.activity);
      else if (one.kind === "go") place = one.place;
      else if (one.kind === "preferences") preferences = one.preferences;
      else if (one.kind === "tray") tray = one;
    }
    this.#recalling?.push(...notes);
    if (notes.length > 0) activity = merged(activity, notes);
    this.#set({ known: learned(this.#state.known, told), activity, place, preferences, ...(tray && { tray }) });
  }

  #set(changes: Partial<WindowState>): void {
    this.#replace({ ...this.#state, ...changes });
  }

  #replace(state: WindowState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}

export const underWay = (errand: Errand | undefined): boolean => errand !== undefined && errand.done === undefined;

/** `before` and what is newer than all of it, bounded. */
function merged(before: readonly Activity[], after: readonly Activity[]): readonly Activity[] {
  const last = before.at(-1)?.id ?? -1;
  return [...before, ...after.filter(({ id }) => id > last)].slice(-ACTIVITY_MAX);
}
