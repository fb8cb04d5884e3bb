// Signals that somebody here waits for: which they are, and who they have to come from.
import { type Answer, BUS } from "./calls.ts";
import type { Message } from "./message.ts";
import { isBusName, isInterfaceName, isMemberName, isObjectPath, isUniqueName } from "./names.ts";
import { BodyError } from "./reader.ts";

export interface Match {
  /** A unique name, or a well-known one: then whoever has it at the time. */
  readonly sender: string;
  readonly interface: string;
  readonly member: string;
  readonly path?: string;
  /** What the first argument, a string, has to be. */
  readonly arg0?: string;
}

export type SignalListener = (signal: Message) => void;

/** Asks the bus itself with one string; calls back in the moment in which the answer is read. */
export type AskBus = (member: string, text: string, done: (answer: Answer) => void) => void;

interface Subscription {
  readonly match: Match;
  readonly listener: SignalListener;
}

/** Who has a well-known name: somebody's unique name, or nobody. */
interface Owner {
  current: string | undefined;
  /** How many subscriptions follow it. */
  followers: number;
}

export class Signals {
  readonly #subscriptions = new Set<Subscription>();
  readonly #owners = new Map<string, Owner>();

  constructor(
    private readonly ask: AskBus,
    /** Calls a listener so that nothing escapes from it. */
    private readonly deliver: (listener: SignalListener, signal: Message) => void,
  ) {}

  /** Settles when the bus has the rule; the function takes it away again. */
  add(match: Match, listener: SignalListener): Promise<() => void> {
    const rule = matchRule(match);
    const subscription = { match, listener };
    return new Promise((resolve, reject) => {
      const remove = once(() => {
        this.#subscriptions.delete(subscription);
        this.#forget(rule);
        if (isFollowed(match.sender)) this.#unfollow(match.sender);
      });
      this.#subscriptions.add(subscription);
      const fail = (error: unknown) => {
        remove();
        reject(error);
      };
      // The bus answers in order: who has the name is known before the first signal that the rule lets through.
      if (isFollowed(match.sender)) this.#follow(match.sender, fail);
      this.ask("AddMatch", rule, (answer) => {
        if ("error" in answer) fail(answer.error);
        else resolve(remove);
      });
    });
  }

  /** A signal from the bus. */
  dispatch(signal: Message): void {
    if (signal.sender === BUS && signal.member === "NameOwnerChanged") this.#ownerChanged(signal);
    let arg0: unknown;
    for (const { match, listener } of [...this.#subscriptions]) {
      if (!this.#fits(match, signal)) continue;
      if (match.arg0 !== undefined) {
        arg0 ??= values(signal)[0] ?? null;
        if (arg0 !== match.arg0) continue;
      }
      this.deliver(listener, signal);
    }
  }

  #fits(match: Match, signal: Message): boolean {
    const sender = isFollowed(match.sender) ? this.#owners.get(match.sender)?.current : match.sender;
    return (
      signal.member === match.member &&
      signal.interface === match.interface &&
      signal.sender !== undefined &&
      signal.sender === sender &&
      (match.path === undefined || signal.path === match.path)
    );
  }

  #follow(name: string, fail: (error: unknown) => void): void {
    const known = this.#owners.get(name);
    if (known) {
      known.followers++;
      return;
    }
    const owner: Owner = { current: undefined, followers: 1 };
    this.#owners.set(name, owner);
    this.ask("AddMatch", matchRule(ownerChange(name)), (answer) => {
      if ("error" in answer) fail(answer.error);
    });
    this.ask("GetNameOwner", name, (answer) => {
      // An error: nobody has it.
      owner.current = "body" in answer && typeof answer.body[0] === "string" ? answer.body[0] : undefined;
    });
  }

  #unfollow(name: string): void {
    const owner = this.#owners.get(name);
    if (owner === undefined || --owner.followers > 0) return;
    this.#owners.delete(name);
    this.#forget(matchRule(ownerChange(name)));
  }

  #ownerChanged(signal: Message): void {
    const [name, , owner] = values(signal);
    const followed = typeof name === "string" ? this.#owners.get(name) : undefined;
    if (followed) followed.current = typeof owner === "string" && owner !== "" ? owner : undefined;
  }

  #forget(rule: string): void {
    this.ask("RemoveMatch", rule, () => {
      // An error: the bus is lost, or never had it.
    });
  }
}

const ownerChange = (name: string): Match => ({ sender: BUS, interface: BUS, member: "NameOwnerChanged", arg0: name });

const isFollowed = (sender: string): boolean => sender !== BUS && !isUniqueName(sender);

/** TypeError where a part of it is no name or path. */
export function matchRule({ sender, interface: name, member, path, arg0 }: Match): string {
  if (!isBusName(sender) || !isInterfaceName(name) || !isMemberName(member) || !isObjectPath(path ?? "/")) {
    throw new TypeError(`no signal of D-Bus fits ${JSON.stringify({ sender, interface: name, member, path })}`);
  }
  const parts = Object.entries({ type: "signal", sender, path, interface: name, member, arg0 });
  return parts.flatMap(([key, value]) => (value === undefined ? [] : `${key}=${quoted(value)}`)).join(",");
}

/** Within apostrophes everything stands for itself, but an apostrophe. */
const quoted = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`;

/** None where they are too long or broken. */
function values(signal: Message): unknown[] {
  try {
    return signal.body();
  } catch (error) {
    if (error instanceof BodyError) return [];
    throw error;
  }
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
