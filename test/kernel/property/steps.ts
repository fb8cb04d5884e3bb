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
  | { readonly kind: "wait"; readonly milliseconds: number };

export function stepText(step: Step): string {
  switch (step.kind) {
    case "both":
      return `ip ${step.command}`;
    case "if-accepted":
      return `ip ${step.command}   # others, in a table or priority of ours`;
    case "against-ours":
      return `ip ${step.command}   # others, against ours`;
    case "plug":
      return `ip link add ${step.name} type veth   # cable ${step.cable}, then up`;
    case "carrier":
      return `ip link set PEER-OF-CABLE-${step.cable} ${step.up ? "up" : "down"}`;
    case "daemon":
      return `daemon ${step.verb}${"configuration" in step ? ` with configuration ${step.configuration}` : ""}`;
    case "wait":
      return `sleep ${step.milliseconds / 1000}`;
  }
}
