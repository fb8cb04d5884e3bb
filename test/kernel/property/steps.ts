// One step of a random sequence, as data: so that it can be logged, replayed and left out again.

export type Step =
  /** An ip command for the host and for its twin. */
  | { readonly kind: "both"; readonly command: string }
  /** As "both", but where the host refuses it (because of what is ours there) the twin is spared it. */
  | { readonly kind: "if-accepted"; readonly command: string }
  /** An ip command against what is ours: there is nothing of ours on the twin. */
  | { readonly kind: "against-ours"; readonly command: string }
  /** A new cable with the number as the last byte of its MAC address. */
  | { readonly kind: "plug"; readonly name: string; readonly cable: number }
  /** The far end of a cable goes down or up: carrier lost and found. */
  | { readonly kind: "carrier"; readonly cable: number; readonly up: boolean }
  | { readonly kind: "daemon"; readonly verb: "stop" | "continue" | "kill" | "terminate" }
  | { readonly kind: "daemon"; readonly verb: "start" | "reload"; readonly configuration: number }
  | { readonly kind: "wait"; readonly milliseconds: number }
  /** Quiet, and then everything must become as wanted. */
  | { readonly kind: "check" };

/** One line, as one would type it; parseStep reads it back. */
export function stepText(step: Step): string {
  switch (step.kind) {
    case "both":
      return `ip ${step.command}`;
    case "if-accepted":
      return `ip ${step.command}${IF_ACCEPTED}`;
    case "against-ours":
      return `ip ${step.command}${AGAINST_OURS}`;
    case "plug":
      return `plug cable ${step.cable} in as ${step.name}`;
    case "carrier":
      return `far end of cable ${step.cable} ${step.up ? "up" : "down"}`;
    case "daemon":
      return `daemon ${step.verb}${"configuration" in step ? ` with configuration ${step.configuration}` : ""}`;
    case "wait":
      return `sleep ${step.milliseconds / 1000}`;
    case "check":
      return "check";
  }
}

const IF_ACCEPTED = " # others, where we write";
const AGAINST_OURS = " # others, against ours";

/** Undefined for an empty line or a remark. */
export function parseStep(line: string): Step | undefined {
  const [text, others] = [line.replace(/ *#.*/, "").trim(), line.includes(AGAINST_OURS)];
  const words = text.split(" ");
  const number = Number(/\d+/.exec(text)?.[0]);
  switch (words[0]) {
    case "":
      return undefined;
    case "ip": {
      const command = text.slice(3);
      if (others) return { kind: "against-ours", command };
      return { kind: line.includes(IF_ACCEPTED) ? "if-accepted" : "both", command };
    }
    case "plug":
      return { kind: "plug", name: words.at(-1) ?? "", cable: number };
    case "far":
      return { kind: "carrier", cable: number, up: words.at(-1) === "up" };
    case "sleep":
      return { kind: "wait", milliseconds: Number(words[1]) * 1000 };
    case "check":
      return { kind: "check" };
    case "daemon": {
      const verb = words[1];
      if (verb === "start" || verb === "reload") return { kind: "daemon", verb, configuration: number };
      if (verb === "stop" || verb === "continue" || verb === "kill" || verb === "terminate") {
        return { kind: "daemon", verb };
      }
    }
  }
  throw new Error(`not a step: ${line}`);
}
