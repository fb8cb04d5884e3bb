// Random uplinks, as they can be assigned over D-Bus.
import fc from "fast-check";
import { invalidAssignable } from "../../../../service/config/assignable.ts";
import type { Uplink } from "../../../../service/config/config.ts";
import { present } from "../../../../service/config/schema.ts";
import { uplinkOf } from "../../../../service/config/uplink.ts";

/** Names that links can have, some of them odd. */
export const assignableName = fc
  .oneof(
    fc.constantFrom(
      "eth0",
      "wwan0",
      "__proto__",
      "constructor",
      "toString",
      "ä€𝄞",
      '"\\',
      "-",
      "%s",
      "eth0.5@x",
      "auto",
    ),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 15 }),
  )
  .filter((name) => invalidAssignable(name) === undefined);

const FLAGS = ["signal", "subflow", "backup", "fullmesh"] as const;
const isPossible = (flags: readonly string[]) => !(flags.includes("signal") && flags.includes("fullmesh"));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const options = fc.record({
  priority: maybe(fc.constantFrom(1, 7, 32765, 32766, 4294967295)),
  guard: maybe(fc.boolean()),
  "unassigned-routes": maybe(fc.constantFrom("include" as const, "exclude" as const)),
  strict: maybe(fc.boolean()),
  weight: maybe(fc.integer({ min: 1, max: 256 })),
  mptcp: maybe(fc.uniqueArray(fc.constantFrom(...FLAGS)).filter(isPossible)),
  gateway: maybe(fc.constantFrom("192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1")),
});

/** Of one interface. */
export const uplinkNamed = (name: string, table: fc.Arbitrary<number | "auto">): fc.Arbitrary<Uplink> =>
  fc.tuple(options, table).map(([said, number]) => uplinkOf(name, { ...present(said), table: number }, "D-Bus"));
