// What is watched for notifications: of the service, of every uplink and of every problem whether it is well or not. Pure.
import type { Known } from "../../shared/known.ts";
import { works } from "../panel/indicator.ts";

export type Subject =
  | { readonly kind: "service" }
  | { readonly kind: "uplink"; readonly name: string }
  /** `name` "": the service's own. */
  | { readonly kind: "problem"; readonly name: string; readonly code: string };

export type SubjectKind = Subject["kind"];

export interface Fact {
  readonly subject: Subject;
  readonly well: boolean;
}

/** By key. */
export type Facts = ReadonlyMap<string, Fact>;

/** Names of interfaces and codes of problems have no spaces in them. */
export function keyOf(subject: Subject): string {
  switch (subject.kind) {
    case "service":
      return "service";
    case "uplink":
      return `uplink ${subject.name}`;
    case "problem":
      return `problem ${subject.name} ${subject.code}`;
  }
}

/** What is known: a subject of which nothing can be said now is not there. A problem is there only as long as it lasts. */
export function factsOf(known: Known): Facts {
  const facts = [...serviceFacts(known), ...uplinkFacts(known), ...problemFacts(known)];
  return new Map(facts.map((fact) => [keyOf(fact.subject), fact]));
}

/** Whether `factsOf` says something of uplinks and problems. */
export const speaksOfLinks = ({ reach, service }: Known): boolean =>
  reach.kind === "ready" && service !== undefined && service.state !== "starting";

function serviceFacts({ reach }: Known): Fact[] {
  if (reach.kind === "connecting") return [];
  return [{ subject: { kind: "service" }, well: reach.kind === "ready" }];
}

function uplinkFacts(known: Known): Fact[] {
  if (!speaksOfLinks(known)) return [];
  const uplinks = [...known.links.values()].filter(({ assigned }) => assigned);
  return uplinks.map(({ name, state }) => ({ subject: { kind: "uplink", name }, well: works(state) }));
}

function problemFacts(known: Known): Fact[] {
  if (!speaksOfLinks(known)) return [];
  const problems = known.service?.problems ?? [];
  return problems.map(({ interface: name, code }) => ({ subject: { kind: "problem", name, code }, well: false }));
}
