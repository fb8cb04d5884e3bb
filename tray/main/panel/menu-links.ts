// The interfaces in the menu: a check box each, those that are used or could be used at once first. Pure.
import type { Link } from "../../../common/client/domain.ts";
import { printable } from "../../../common/printable.ts";
import { isLinkLocal } from "../../shared/link-local.ts";
import { LOOPBACK } from "../../shared/loopback.ts";
import { type Attempts, position } from "../../shared/switches.ts";
import type { Words } from "../../shared/words/index.ts";
import { disabledIf, type Entry } from "./entries.ts";
import { stateWords } from "./summary.ts";

export interface LinksShown {
  readonly links: ReadonlyMap<string, Link>;
  readonly attempts: Attempts;
  /** Whether the user may not switch them, not even with a password. */
  readonly forbidden: boolean;
  readonly words: Words;
}

/** Where there are not more than so many, all stand in the menu itself; otherwise those that are used or could be, */
const FEW = 8;
/** and of these so many. */
const MENU_MAX = 20;
/** What stands in the menu of the others: a menu that is built anew with every change, and has to be read. */
const SUBMENU_MAX = 60;

/** One entry each, the submenu of the others last. */
export function linkEntries(shown: LinksShown): Entry[] {
  const { words } = shown;
  const links = [...shown.links.values()].filter(({ name }) => name !== LOOPBACK);
  if (links.length === 0) return [{ kind: "text", label: words.desktop.menu.noInterfaces }];
  const ranked = [0, 1, 2].map((rank) => links.filter((link) => rankOf(link) === rank));
  const [used = [], usable = [], others = []] = ranked;
  const first = links.length <= FEW ? [...used, ...usable, ...others] : [...used, ...usable].slice(0, MENU_MAX);
  const rest = [...used, ...usable, ...others].slice(first.length);
  return [...first.map((link) => linkEntry(link, shown)), ...submenu(rest, shown)];
}

function submenu(rest: readonly Link[], shown: LinksShown): Entry[] {
  if (rest.length === 0) return [];
  const { menu } = shown.words.desktop;
  const entries = rest.slice(0, SUBMENU_MAX).map((link) => linkEntry(link, shown));
  const beyond = rest.length - entries.length;
  const last: Entry = {
    kind: "command",
    label: menu.beyond(beyond),
    action: { do: "open", place: { page: "overview" } },
  };
  return [{ kind: "submenu", label: menu.more(rest.length), entries: beyond > 0 ? [...entries, last] : entries }];
}

/** 0: used. 1: could be used at once. 2: any other. */
function rankOf(link: Link): number {
  if (link.assigned) return 0;
  return link.carrier && addressOf(link) !== undefined ? 1 : 2;
}

/** The check box says what the service says; what is under way stands beside it in words. */
function linkEntry(link: Link, { attempts, forbidden, words }: LinksShown): Entry {
  const { on, busy } = position(attempts, link);
  const action = { do: on ? "release" : "assign", name: link.name } as const;
  return disabledIf(busy !== undefined || forbidden, { kind: "check", label: label(link, busy, words), on, action });
}

function label(link: Link, busy: ReturnType<typeof position>["busy"], words: Words): string {
  const { menu } = words.desktop;
  const name = printable(link.name);
  if (busy !== undefined) return busy === "assigned" ? menu.switchingOn(name) : menu.switchingOff(name);
  const address = addressOf(link);
  if (link.assigned) {
    const works = link.state === "active" && address !== undefined;
    return menu.used(name, link.table, works ? address : stateWords(link, words));
  }
  if (!link.carrier) return menu.unused(name, menu.noConnection);
  return menu.unused(name, address ?? menu.noAddress);
}

/** The first address without its prefix's length; one that holds on this link only says nothing about the way out. */
export function addressOf({ addresses }: Pick<Link, "addresses">): string | undefined {
  const found = addresses.find((address) => !isLinkLocal(address));
  return found === undefined ? undefined : printable(found.replace(/\/\d+$/, ""));
}
