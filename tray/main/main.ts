// Where the app begins in Electron: who may start it, and once. What it is made of is in compose.ts.
import { app, protocol } from "electron";
import { HELP, parseArguments } from "./arguments.ts";
import { compose } from "./compose.ts";
import { logMistakes, openLog } from "./log.ts";
import { PAGE_SCHEME } from "./window/protocol.ts";

const VERSION = process.env.MULTIHOMED_VERSION ?? "development";

const log = openLog((text) => process.stderr.write(text));
// Whoever has read it is gone: there is nobody to tell that.
process.stderr.on("error", () => {});
logMistakes(process, log);

const { action, hidden } = parseArguments(process.argv);
if (action !== "run") {
  process.stdout.write(action === "help" ? HELP : `multihomed-tray ${VERSION}\n`);
  app.exit(0);
} else if (process.getuid?.() === 0) {
  log.warn("it is not for root: start it as the user of the desktop; the service asks who may do what");
  app.exit(1);
} else {
  begin();
}

function begin(): void {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([PAGE_SCHEME]);
  if (!app.requestSingleInstanceLock({ hidden })) {
    app.exit(0); // the one that runs already shows its window, unless this is only the start at login
    return;
  }
  app
    .whenReady()
    .then(() => compose({ hidden, log }))
    .catch((error: unknown) => {
      log.mistake(error);
      app.exit(1);
    });
}
