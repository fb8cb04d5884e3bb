// node --import tsx flood-clients.ts ADDRESS: clients that call without a pause until SIGTERM, then say how often.
import { type Call, connectBus } from "../../../common/bus/connection.ts";
import { atOnce, GET_MANAGED_OBJECTS, GET_VERSION } from "./calls.ts";

const CLIENTS = 4;
const OUTSTANDING = 32;

const [address = ""] = process.argv.slice(2);
let stopped = false;
process.on("SIGTERM", () => {
  stopped = true;
});
let calls = 0;
const next = (): Call | undefined => {
  if (stopped) return undefined;
  calls += 1;
  return calls % 2 === 0 ? GET_VERSION : GET_MANAGED_OBJECTS;
};
const since = performance.now();
const flood = async () => {
  const client = await connectBus(address);
  const refused = await atOnce(client, OUTSTANDING, next);
  await client.close();
  return refused;
};
const refusals = (await Promise.all(Array.from({ length: CLIENTS }, flood))).reduce((sum, count) => sum + count, 0);
const seconds = (performance.now() - since) / 1000;
const [answered, refused] = [calls - refusals, refusals].map((count) => Math.round(count / seconds));
console.log(`${answered} answers and ${refused} refusals a second`);
