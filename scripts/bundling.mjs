// What the bundles of the programs and of the tray app have in common.

/** What dbus-next asks for where we never come to: descriptors with a message, a bus behind X11, a bus behind a program. */
const ABSENT = /^(?:usocket|x11|event-stream)$/;

/** Leaves packages out, and the search for them in places that are not ours too. */
export const absent = {
  name: "absent",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: ABSENT }, ({ path }) => ({ path, namespace: "absent" }));
    onLoad({ filter: /./, namespace: "absent" }, ({ path }) => ({
      contents: `throw new Error("${path} is not part of this program");`,
    }));
  },
};

/** The folder of the npm package that a file is of, below the repository; undefined: none. */
export function packageOf(file) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

/** Folders of the npm packages of which something is in what was built: their licences go with it. */
export function packagesIn({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs.flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? (packageOf(file) ?? []) : []));
}
