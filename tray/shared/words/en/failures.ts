// Why something was not done, by the code of the failure, and what the user can do. The service's own line stands below it.
export const failures = {
  "not-authorised": {
    title: "You are not allowed to do this",
    remedy: "Ask an administrator, or do it at the machine itself. multihomectl permissions says who may.",
  },
  "needs-password": {
    title: "A password is needed, and nobody could be asked",
    remedy: "Start your desktop's authentication agent, or do it in a terminal with multihomectl.",
  },
  "table-in-use": {
    title: "This table is in use",
    remedy: "Choose another number, or let a table be chosen automatically.",
  },
  "reserved-table": {
    title: "This table is reserved",
    remedy: "Choose another number, or let a table be chosen automatically.",
  },
  "invalid-interface": {
    title: "This interface cannot be used",
    remedy: "It may be gone, or be of a kind that has no addresses of its own.",
  },
  "invalid-option": { title: "One of the options is not possible", remedy: "The line below says which, and why." },
  "invalid-argument": { title: "This was not understood", remedy: "The line below says what was expected." },
  "not-assigned": { title: "This interface is not used anyway", remedy: "There is nothing to switch off." },
  kernel: { title: "The kernel refused", remedy: "The line below has its reason." },
  "too-many": { title: "There are too many requests", remedy: "Wait a moment, then try again." },
  timeout: { title: "The answer did not come in time", remedy: "Try again in a moment." },
  bus: { title: "The system bus cannot be reached", remedy: "It is tried again by itself." },
  "not-reachable": {
    title: "The service cannot be reached",
    remedy: "systemctl status multihomed says why it does not run.",
  },
  configuration: {
    title: "The configuration file has a mistake",
    remedy: "Correct it, then try again. What was in force stays in force.",
  },
  storage: { title: "It could not be saved", remedy: "Nothing was changed. Is the disk full?" },
  "unexpected-answer": {
    title: "The service said something unexpected",
    remedy: "Are the app and the service of the same version?",
  },
  mistake: { title: "This is a mistake in the app", remedy: "Please report it with the line below." },
  /** Any other. */
  unknown: { title: "It was not done", remedy: "The line below says why." },
};
