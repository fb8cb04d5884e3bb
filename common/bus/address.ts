// Where a bus is: its address as the sockets that are behind it (D-Bus specification, "Server Addresses").
import { MultihomedError } from "../errors.ts";

const SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket";
/** dbus-next takes addresses apart at these characters, and knows no escapes; a path has no zero in it. */
const APART = /[:;,=\0]/;

/** "system", "session" or an address: the paths of the sockets to try, in order, at least one. */
export function busSockets(address: string, env: NodeJS.ProcessEnv): readonly string[] {
  const meant = wellKnown(address, env);
  const paths = meant.split(";").flatMap((one) => socketPath(one) ?? []);
  if (paths.length > 0) return paths;
  throw new MultihomedError(
    "bus",
    `cannot use ${JSON.stringify(meant)} as address of a message bus; expected unix:path=…`,
  );
}

function wellKnown(address: string, env: NodeJS.ProcessEnv): string {
  if (address === "system") return env.DBUS_SYSTEM_BUS_ADDRESS || SYSTEM_BUS;
  if (address !== "session") return address;
  if (env.DBUS_SESSION_BUS_ADDRESS) return env.DBUS_SESSION_BUS_ADDRESS;
  if (env.XDG_RUNTIME_DIR) return `unix:path=${env.XDG_RUNTIME_DIR}/bus`;
  throw new MultihomedError("bus", "there is no session bus: DBUS_SESSION_BUS_ADDRESS and XDG_RUNTIME_DIR are not set");
}

function socketPath(address: string): string | undefined {
  const [, parameters = ""] = /^unix:(.*)$/s.exec(address) ?? [];
  for (const parameter of parameters.split(",")) {
    const [, escaped] = /^path=(.+)$/s.exec(parameter) ?? [];
    const path = escaped && unescaped(escaped);
    if (path && !APART.test(path)) return path;
  }
  return undefined;
}

function unescaped(text: string): string | undefined {
  try {
    // Both escape bytes as % and two hexadecimal digits.
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
