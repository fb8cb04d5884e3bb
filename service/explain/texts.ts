// A side in texts, by key, as they go over D-Bus.

import type { Uplink, Uplinks } from "../planes/uplinks.ts";
import type { Leg } from "../view/route.ts";
import { ruleLine, tableName } from "../view/rule-line.ts";
import { addressText, routeLine } from "../view/text.ts";
import type { View } from "../view/view.ts";
import type { Exit, Side } from "./side.ts";

/** What is written in names of links and uplinks. */
export class Texts {
  constructor(
    private readonly view: View,
    private readonly uplinks: Uplinks,
  ) {}

  /** By key; absent: there is none. */
  dictionary(side: Side): Map<string, string> {
    const { rule, table, routes, legs, exits, source, error, notes } = side;
    const entries: readonly (readonly [string, string | undefined])[] = [
      ["rule", rule && ruleLine(rule)],
      ["table", table === undefined ? undefined : String(table)],
      ["uplink", this.#uplinks(side)],
      ["route", this.routes(side)[0]],
      ["interface", this.interface(exits)],
      ["gateway", this.gateway(exits)],
      ["source", source && addressText(source)],
      ["shares", routes.length === 1 && legs.length > 1 ? this.#shares(legs) : undefined],
      ["error", error?.text],
      ["note", notes.join("; ")],
    ];
    return new Map(entries.flatMap(([key, text]) => (text ? [[key, text] as const] : [])));
  }

  /** "main", or "2000 (uplink eth0)". */
  table(table: number): string {
    const uplink = this.uplinks.byTable.get(table);
    return uplink === undefined ? tableName(table) : `${table} (uplink ${this.#uplink(uplink)})`;
  }

  /** The routes of a side that do equally well. */
  routes({ routes }: Side): string[] {
    return routes.map((route) => routeLine(route, this.view.legs(route), (ifindex) => this.#link(ifindex)));
  }

  /** Of several exits all, between spaces. */
  interface(exits: readonly Exit[]): string {
    return distinct(exits.map(({ ifindex }) => this.#link(ifindex)));
  }

  gateway(exits: readonly Exit[]): string {
    return distinct(exits.flatMap(({ gateway }) => (gateway === undefined ? [] : [addressText(gateway)])));
  }

  /** "by eth0 via 10.1.0.1", or by any of several. */
  way({ exits }: Side): string {
    const ways = exits.map((exit) => [`by ${this.#link(exit.ifindex)}`, this.gateway([exit])]);
    const each = new Set(ways.map(([link, gateway]) => (gateway ? `${link} via ${gateway}` : link)));
    return [...each].join(" or ") || "here";
  }

  /** The uplink whose table it is; else those by which it leaves. */
  #uplinks({ table, exits }: Side): string {
    const its = table === undefined ? undefined : this.uplinks.byTable.get(table);
    const by = exits.flatMap((exit) => this.#uplinkOf(exit) ?? []);
    return distinct((its === undefined ? by : [its]).map((uplink) => this.#uplink(uplink)));
  }

  #uplinkOf({ ifindex, gateway }: Exit): Uplink | undefined {
    const beside = this.uplinks.onLink.get(this.#link(ifindex)) ?? [];
    const one = (router: string | undefined) => beside.find((uplink) => uplink.router === router);
    return one(gateway) ?? one(undefined) ?? beside[0];
  }

  /** With its router where there are several on one link. */
  #uplink({ interface: name, gateway }: Uplink): string {
    const beside = this.uplinks.onLink.get(name) ?? [];
    return beside.length > 1 && gateway !== undefined ? `${name} via ${gateway}` : name;
  }

  #link(ifindex: number): string {
    return this.view.links.get(ifindex)?.name ?? `if${ifindex}`;
  }

  /** "eth0 25 %, eth1 75 %"; a way that is there more than once is told once. */
  #shares(legs: readonly Leg[]): string {
    const all = legs.reduce((sum, { hops }) => sum + hops + 1, 0);
    const ways = new Map<string, { readonly link: string; weight: number }>();
    for (const { ifindex, attributes, hops } of legs) {
      const way = ways.get(`${ifindex} ${attributes}`) ?? { link: this.#link(ifindex), weight: 0 };
      way.weight += hops + 1;
      ways.set(`${ifindex} ${attributes}`, way);
    }
    return [...ways.values()].map(({ link, weight }) => `${link} ${Math.round((weight / all) * 100)} %`).join(", ");
  }
}

const distinct = (words: readonly string[]): string => [...new Set(words)].join(" ");
