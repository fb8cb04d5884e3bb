import type { activity as English } from "../en/activity.ts";

export const activity: typeof English = {};
