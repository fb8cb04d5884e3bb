import type { link as English } from "../en/link.ts";

export const link: typeof English = {};
