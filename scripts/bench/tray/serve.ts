// The window of a bus in a process of its own, whose use of the machine is its own too: prints its address, and "opened" when
// a page has shown its token. Ends with its standard input.
import { connectBus } from "../../../common/bus/connection.ts";
import { takeSeat } from "./seat.ts";

const [address = "system"] = process.argv.slice(2);
const seat = await takeSeat(() => connectBus(address), { opened: () => console.log("opened") });
console.log(seat.url);
process.stdin.on("end", () => process.exit());
process.stdin.resume();
