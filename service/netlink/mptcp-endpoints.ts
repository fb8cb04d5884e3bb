// The kernel's MPTCP endpoints and limits: listed, added, changed, deleted, set. It does not announce their changes.
import { MultihomedError } from "../../common/errors.ts";
import { failureOf } from "./failure.ts";
import { GenericFamily } from "./generic.ts";
import {
  decodeEndpoint,
  decodeLimits,
  type Endpoint,
  encodeEndpoint,
  encodeId,
  encodeLimits,
  type Limits,
} from "./mptcp.ts";
import { DumpRefused, describeFailure, type Failure } from "./requests.ts";

/** linux/mptcp_pm.h */
const FAMILY = "mptcp_pm";
const VERSION = 1;
const ADD_ADDR = 1;
const DEL_ADDR = 2;
const GET_ADDR = 3;
const SET_LIMITS = 5;
const GET_LIMITS = 6;
const SET_FLAGS = 7;

/** A listing that changes meanwhile is repeated so often; then its best effort is taken. */
const DUMP_TRIES = 5;
const ABSENT: Failure = { code: "ENOENT", text: "the kernel has no MPTCP" };

export interface MptcpState {
  /** By id, rising. */
  readonly endpoints: readonly Endpoint[];
  readonly limits: Limits;
}

export class Mptcp {
  #opened: GenericFamily | undefined;

  /** Undefined for a kernel without MPTCP. Rejects with a MultihomedError; a later try may succeed. */
  async list(): Promise<MptcpState | undefined> {
    try {
      const endpoints = await this.#endpoints();
      const limits = await this.#limits();
      return endpoints && limits && { endpoints, limits };
    } catch (cause) {
      const message = `cannot list MPTCP endpoints: ${describeFailure(failureOf(cause))}`;
      throw new MultihomedError("kernel", message, { cause, retryable: true });
    }
  }

  /** Id 0: the kernel chooses one. */
  add(endpoint: Endpoint): Promise<Failure | undefined> {
    return this.#change(ADD_ADDR, encodeEndpoint(endpoint));
  }

  /** Makes the flags backup and fullmesh of the endpoint with this address what they are here: the kernel's others stay. */
  setFlags(endpoint: Endpoint): Promise<Failure | undefined> {
    return this.#change(SET_FLAGS, encodeEndpoint(endpoint));
  }

  /** ENOENT where no endpoint has this id, or one with another address has it. */
  async delete({ id, address }: Pick<Endpoint, "id" | "address">): Promise<Failure | undefined> {
    const attributes = encodeId(id);
    // The kernel would look at the id only, which may be that of someone else's endpoint by now.
    let there: Endpoint | undefined;
    const failure = await this.#change(GET_ADDR, attributes, (b, start, end) => {
      there = decodeEndpoint(b, start, end);
    });
    if (there?.address === address) return this.#change(DEL_ADDR, attributes);
    const refused = failure !== undefined && failure.code !== NOT_FOUND;
    return refused ? failure : { code: "ENOENT", text: `no endpoint has id ${id} and this address` };
  }

  setLimits(limits: Limits): Promise<Failure | undefined> {
    return this.#change(SET_LIMITS, encodeLimits(limits));
  }

  close(): void {
    this.#opened?.close();
    this.#opened = undefined;
  }

  async #endpoints(): Promise<Endpoint[] | undefined> {
    const request = await this.#family().request(GET_ADDR);
    if (request === undefined) return undefined;
    let endpoints: Endpoint[] = [];
    for (let tries = 0; tries < DUMP_TRIES; tries++) {
      endpoints = [];
      const whole = await this.#family().dump(request, (_type, b, start, end) => {
        const endpoint = decodeEndpoint(b, start, end);
        if (endpoint) endpoints.push(endpoint);
      });
      if (whole) break;
    }
    return endpoints;
  }

  async #limits(): Promise<Limits | undefined> {
    const request = await this.#family().request(GET_LIMITS);
    if (request === undefined) return undefined;
    let limits: Limits | undefined;
    const failure = await this.#family().ask(request, (_type, b, start, end) => {
      limits = decodeLimits(b, start, end);
    });
    if (limits === undefined) throw new DumpRefused(failure ?? { code: "EBADMSG", text: "no limits in the answer" });
    return limits;
  }

  async #change(command: number, attributes: string, answer: Answer = () => {}): Promise<Failure | undefined> {
    try {
      const request = await this.#family().request(command, attributes);
      if (request === undefined) return ABSENT;
      return await this.#family().ask(request, (_type, b, start, end) => answer(b, start, end));
    } catch (error) {
      return failureOf(error);
    }
  }

  #family(): GenericFamily {
    this.#opened ??= new GenericFamily(FAMILY, VERSION);
    return this.#opened;
  }
}

type Answer = (b: Buffer, start: number, end: number) => void;

/** What the kernel says where no endpoint has an id: EINVAL, "address not found". */
const NOT_FOUND = "EINVAL";
