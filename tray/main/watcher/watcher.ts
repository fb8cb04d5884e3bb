// Whether the desktop has a place for icons of apps: somebody on the session bus who watches for them, and somebody who
// shows them (freedesktop.org, StatusNotifierItem). Electron makes an icon only where it is so at that moment.
import { BUS } from "../../../common/bus/calls.ts";
import type { Connection } from "../../../common/bus/connection.ts";
import { type InterfaceContract, PROPERTIES } from "../../../common/bus/contract.ts";
import type { After } from "../../../common/client/after.ts";
import { DBUS } from "../../../common/client/bus-daemon.ts";
import { callMethod } from "../../../common/client/client.ts";
import { delays } from "../../../common/client/delays.ts";
import { CallError, failure } from "../../../common/client/failures.ts";
import { MultihomedError } from "../../../common/errors.ts";

/** The part of it that is used here. Everybody calls it by KDE's name. */
export const WATCHER = {
  name: "org.kde.StatusNotifierWatcher",
  methods: {},
  properties: { IsStatusNotifierHostRegistered: { type: "b", changes: "false" } },
  signals: { StatusNotifierHostRegistered: {}, StatusNotifierHostUnregistered: {} },
} as const satisfies InterfaceContract;

export const WATCHER_PATH = "/StatusNotifierWatcher";

export interface WatcherOptions {
  /** To the session bus. @throws MultihomedError where there is none; it is tried again later */
  connect(): Promise<Connection>;
  readonly after: After;
  /** Called when it is known for the first time, and whenever it is different. */
  changed(there: boolean): void;
  /** The screen is locked now, or is not any more; told by GNOME only. */
  locked(locked: boolean): void;
}

/** Whoever locks the screen of GNOME. */
const SCREEN_SAVER = "org.gnome.ScreenSaver";

type Bus = Pick<Connection, "call" | "onSignal">;

export class Watcher {
  readonly #options: WatcherOptions;
  #there: boolean | undefined;
  #connection: Connection | undefined;
  #cancel: (() => void) | undefined;
  #delays = delays();
  /** Of the asking that counts. */
  #turn = 0;
  #closed = false;

  constructor(options: WatcherOptions) {
    this.#options = options;
    void this.#run();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#turn++;
    this.#cancel?.();
    await this.#connection?.close();
  }

  /** Until the bus is lost, and then again. */
  async #run(): Promise<void> {
    try {
      this.#connection = await this.#options.connect();
      if (!this.#closed) await this.#follow(this.#connection);
      if (!this.#closed) await this.#connection.lost;
    } catch (error) {
      if (!(failure(error) instanceof MultihomedError)) throw error;
    }
    await this.#connection?.close();
    this.#connection = undefined;
    this.#turn++;
    if (!this.#closed) this.#options.locked(false); // nobody would say so any more
    this.#tell(false);
    this.#later(() => void this.#run());
  }

  /** What comes is only a sign that something may be different: it is asked again. */
  async #follow(bus: Bus): Promise<void> {
    const look = () => void this.#look(bus);
    const owner = { sender: BUS, interface: BUS, member: "NameOwnerChanged", arg0: WATCHER.name };
    const ofWatcher = { sender: WATCHER.name, interface: WATCHER.name };
    await bus.onSignal(owner, look);
    await bus.onSignal({ ...ofWatcher, member: "StatusNotifierHostRegistered" }, look);
    await bus.onSignal({ ...ofWatcher, member: "StatusNotifierHostUnregistered" }, look);
    await bus.onSignal({ sender: SCREEN_SAVER, interface: SCREEN_SAVER, member: "ActiveChanged" }, (signal) => {
      this.#options.locked(signal.body()[0] === true);
    });
    this.#delays = delays();
    await this.#look(bus);
  }

  async #look(bus: Bus): Promise<void> {
    const turn = ++this.#turn;
    const found = await look(bus);
    if (turn !== this.#turn) return;
    this.#cancel?.();
    this.#tell(found === "shown");
    // Who shows icons may come without being announced; and who does not answer may do so later.
    if (found === "not-shown") this.#later(() => void this.#look(bus));
    else this.#delays = delays();
  }

  #later(act: () => void): void {
    this.#cancel?.();
    if (!this.#closed) this.#cancel = this.#options.after(this.#delays(), act);
  }

  #tell(there: boolean): void {
    if (this.#closed || there === this.#there) return;
    this.#there = there;
    this.#options.changed(there);
  }
}

/** "not-shown": somebody watches, but nobody shows them yet. */
async function look(bus: Bus): Promise<"nobody" | "not-shown" | "shown"> {
  try {
    const asked = { destination: DBUS.name, path: "/org/freedesktop/DBus" };
    // By its unique name: it is not to be started by being asked.
    const { owner } = await callMethod(bus, asked, DBUS, "GetNameOwner", [WATCHER.name]);
    const property = [WATCHER.name, "IsStatusNotifierHostRegistered"];
    const { value } = await callMethod(bus, { destination: owner, path: WATCHER_PATH }, PROPERTIES, "Get", property);
    return value.value === true ? "shown" : "not-shown";
  } catch (error) {
    if (!(error instanceof MultihomedError)) throw error;
    return error instanceof CallError && error.dbusName === NO_OWNER ? "nobody" : "not-shown";
  }
}

const NO_OWNER = "org.freedesktop.DBus.Error.NameHasNoOwner";
