// Which notices are made of what has to be told: one for all that is alike. Pure.
import type { Subject } from "./facts.ts";
import { type Due, PATIENCE, type Watch } from "./watch.ts";

export type Notice =
  /** `all`: nothing that is used works any more. */
  | { readonly kind: "lost"; readonly names: readonly string[]; readonly all: boolean }
  | { readonly kind: "back"; readonly names: readonly string[] }
  | { readonly kind: "unstable"; readonly names: readonly string[] }
  | { readonly kind: "service"; readonly is: "gone" | "back" | "unstable" }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

export type Problem = Extract<Subject, { readonly kind: "problem" }>;

export interface Ripe extends Due {
  readonly key: string;
  readonly watch: Watch;
}

export interface Group {
  readonly notice: Notice;
  readonly keys: readonly string[];
}

export interface Watched {
  readonly watches: ReadonlyMap<string, Watch>;
  /** Of which something is known now. What is not is neither well nor lost. */
  readonly visible: ReadonlySet<string>;
  /** When a subject was told of, as long as that matters. */
  readonly spoken: ReadonlyMap<string, number>;
}

/** What matters most first. */
export function groups(ripe: readonly Ripe[], watched: Watched, now: number): Group[] {
  const of = (kind: Subject["kind"], say: Due["say"], well?: boolean) =>
    ripe.filter(({ watch, ...each }) => {
      return watch.subject.kind === kind && each.say === say && (well === undefined || watch.well === well);
    });
  const uplinks = (kind: "back" | "unstable", of: readonly Ripe[]): Group => {
    return { notice: { kind, names: of.flatMap(nameOf) }, keys: keysOf(of) };
  };
  const problems = of("problem", "change");
  const groups: Group[] = [
    ...of("service", "unstable").map(({ key }) => service("unstable", key)),
    ...of("service", "change").map(({ key, watch }) => service(watch.well ? "back" : "gone", key)),
    lost(of("uplink", "change", false), watched, now),
    { notice: { kind: "problems", problems: problems.flatMap(problemOf) }, keys: keysOf(problems) },
    uplinks("unstable", of("uplink", "unstable")),
    uplinks("back", of("uplink", "change", true)),
  ];
  return groups.filter(({ keys }) => keys.length > 0);
}

function service(is: "gone" | "back" | "unstable", key: string): Group {
  return { notice: { kind: "service", is }, keys: [key] };
}

function lost(ripe: readonly Ripe[], { watches, visible, spoken }: Watched, now: number): Group {
  const all = [...watches].flatMap(([key, watch]) => {
    return watch.subject.kind === "uplink" && visible.has(key) ? { key, watch } : [];
  });
  const none = all.every(({ watch }) => !watch.well);
  const mayBeTold = (key: string) => now - (spoken.get(key) ?? Number.NEGATIVE_INFINITY) >= PATIENCE.uplink.again;
  // Who is told that nothing works any more need not be told in a moment that this one does not, too.
  const others = all.filter(({ key, watch }) => watch.told && !watch.unstable && mayBeTold(key));
  const told = ripe.length > 0 && none ? [...ripe, ...others.filter(({ key }) => !keysOf(ripe).includes(key))] : ripe;
  return { notice: { kind: "lost", names: told.flatMap(nameOf), all: none }, keys: keysOf(told) };
}

const keysOf = (of: readonly Pick<Ripe, "key">[]): string[] => of.map(({ key }) => key);

const nameOf = ({ watch: { subject } }: Pick<Ripe, "watch">): string[] =>
  subject.kind === "uplink" ? [subject.name] : [];

const problemOf = ({ watch: { subject } }: Ripe): Problem[] => (subject.kind === "problem" ? [subject] : []);
