// The strong end system (RFC 1122, 3.3.4.2): what is for an address comes by the link that has it, or not at all. That it
// leaves by that link too, tables and rules see to.
import type { HasChains, WishesSysctls } from "../plane.ts";
import { chains } from "./chains.ts";
import { sysctls } from "./sysctls.ts";

export const strongHost: WishesSysctls & HasChains = { sysctls, chains };
