// The part of dbus-next that we use has no types of its own. What it really gives is checked in socket.ts.
declare module "dbus-next/lib/connection.js" {
  const createConnection: unknown;
  export default createConnection;
}
