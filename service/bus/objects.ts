// Which objects there are, and what each of them implements.
import { PATH_LINKS, PATH_LOG_CONTROL, PATH_MANAGER } from "../../common/bus/contract.ts";
import { linkName, linkPath } from "../../common/bus/object-path.ts";
import type { Traffic } from "../system/traffic.ts";
import type { Authority } from "./authority.ts";
import type { AnyExported } from "./exported.ts";
import { link } from "./link.ts";
import { logControl } from "./log-control.ts";
import { manager } from "./manager.ts";
import type { Service } from "./service.ts";
import { objectManager, standard } from "./standard.ts";

export class Objects {
  readonly manager: AnyExported;
  readonly #service: Service;
  readonly #machineId: () => string;
  /** Those that are always there. */
  readonly #fixed: ReadonlyMap<string, readonly AnyExported[]>;

  constructor(service: Service, authority: Authority, machineId: () => string) {
    this.#service = service;
    this.#machineId = machineId;
    this.manager = manager(service, authority);
    this.#fixed = new Map([
      ["/", this.#object([], () => ["org"])],
      ["/org", this.#object([], () => ["freedesktop", "multihomed1"])],
      ["/org/freedesktop", this.#object([], () => ["LogControl1"])],
      [PATH_LOG_CONTROL, this.#object([logControl(service)])],
      [PATH_MANAGER, this.#object([this.manager, objectManager(() => this.links())], () => ["link"])],
      [PATH_LINKS, this.#object([], () => [...this.#nodes()])],
    ]);
  }

  /**
   * The interfaces of the object of this path; undefined where there is no such object. What changed is told first: who
   * reads a value that no signal told would keep it, where it is back to what it was before the signal is due.
   */
  at(path: string): readonly AnyExported[] | undefined {
    this.#service.status.settle();
    const fixed = this.#fixed.get(path);
    if (fixed !== undefined) return fixed;
    const name = linkName(path);
    const own = name === undefined ? undefined : this.link(name);
    return own && this.#object([own]);
  }

  /** What the link of this name implements, as it stands now; undefined where there is none. */
  link(name: string, traffic = this.#traffic()): AnyExported | undefined {
    const status = this.#service.status.link(name);
    return status && link(this.#service, status, traffic);
  }

  /** The links of these names (default: all), undefined where there is none; their counters are read once. */
  *links(
    names: Iterable<string> = this.#service.status.names(),
  ): Generator<readonly [string, AnyExported | undefined]> {
    const traffic = this.#traffic();
    for (const name of names) yield [name, this.link(name, traffic)];
  }

  /** Counters, read when the first of them is asked for. */
  #traffic(): () => ReadonlyMap<string, Traffic> {
    let read: ReadonlyMap<string, Traffic> | undefined;
    return () => {
      read ??= this.#service.traffic();
      return read;
    };
  }

  *#nodes(): Generator<string> {
    for (const name of this.#service.status.names()) yield linkPath(name).slice(PATH_LINKS.length + 1);
  }

  #object(interfaces: readonly AnyExported[], children: () => readonly string[] = () => []): readonly AnyExported[] {
    return [...interfaces, ...standard(interfaces, children, this.#machineId)];
  }
}
