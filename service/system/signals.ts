// Signals, caught from the first moment on: what comes before anyone asks is kept until someone does.

export class Signals {
  /** Settles with the first SIGINT or SIGTERM. */
  readonly stop: Promise<NodeJS.Signals>;
  #stopped = false;
  #reload: (() => Promise<void>) | undefined;
  #reloading = Promise.resolve();
  #missed = false;

  constructor(process: Pick<NodeJS.Process, "on">) {
    this.stop = new Promise((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) {
        process.on(signal, () => {
          this.#stopped = true;
          resolve(signal);
        });
      }
    });
    process.on("SIGHUP", () => {
      if (this.#reload === undefined) this.#missed = true;
      else this.#reloading = this.#reloading.then(this.#reload);
    });
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Has SIGHUP call `reload`, one call after the other; at once for one that came before. */
  onReload(reload: () => Promise<void>): void {
    this.#reload = reload;
    if (this.#missed) this.#reloading = this.#reloading.then(reload);
  }
}
