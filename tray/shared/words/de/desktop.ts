import type { desktop as English } from "../en/desktop.ts";

export const desktop: typeof English = {};
