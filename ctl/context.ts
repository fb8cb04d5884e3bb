// What a command is given: its words and options, the service, and where its output goes.
import type { Connection } from "../common/bus/connection.ts";
import type { Client } from "../common/client/client.ts";
import type { OptionName } from "./options.ts";
import type { Paint } from "./render/paint.ts";

export interface Context {
  readonly words: readonly string[];
  /** With their values; "" where an option takes none. */
  readonly options: ReadonlyMap<OptionName, string>;
  readonly paint: Paint;
  /** One line, or several, on standard output. */
  print(text: string): void;
  /** The service, behind a connection that is there until the command has ended. */
  service(): Promise<Client>;
  /** The same for what polkit permits: somebody who can be asked for a password is there, if that is possible. */
  privileged(action: "assign" | "configure"): Promise<Client>;
  /** A connection of one's own. */
  connect(): Promise<Connection>;
  /** Settles when the user has had enough (Ctrl-C). */
  interrupted(): Promise<void>;
}

/** Throws what the user is told; otherwise the command has done its work. */
export type Run = (context: Context) => Promise<void>;
