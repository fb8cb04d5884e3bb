// What one command uses of the world outside: a connection, and somebody who can be asked for a password.
import type { Connection } from "../common/bus/connection.ts";
import { Client } from "../common/client/client.ts";

export interface World {
  connect(): Promise<Connection>;
  /** Whether there is a terminal, on which a person can be asked. */
  readonly interactive: boolean;
  /** Whether polkit asks this user nothing. */
  readonly root: boolean;
  startAgent(): Promise<() => void>;
}

export class Session {
  readonly #world: World;
  #connection: Promise<Connection> | undefined;
  #endAgent: (() => void) | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  async service(): Promise<Client> {
    this.#connection ??= this.#world.connect();
    return new Client(await this.#connection, { interactive: this.#world.interactive });
  }

  /** An agent is started only where it is needed: that takes longer than the call. */
  async privileged(action: "assign" | "configure"): Promise<Client> {
    const client = await this.service();
    const { interactive, root } = this.#world;
    if (interactive && !root && (await client.permissions())[action] === "challenge") {
      this.#endAgent = await this.#world.startAgent();
    }
    return client;
  }

  async close(): Promise<void> {
    this.#endAgent?.();
    const connection = await this.#connection?.catch(() => undefined); // who asked for it was told
    await connection?.close();
  }
}
