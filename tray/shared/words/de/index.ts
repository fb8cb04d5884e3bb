export { activity } from "./activity.ts";
export { desktop } from "./desktop.ts";
export { failures } from "./failures.ts";
export { link } from "./link.ts";
export { overview } from "./overview.ts";
export { problems } from "./problems.ts";
export { shell } from "./shell.ts";
export { states } from "./states.ts";
