// How things stand: of a link, of the service, and of the way to the service.
export const states = {
  /** A state of a link in a word or two. */
  link: {
    unassigned: "Not used",
    absent: "Not there",
    down: "Switched off",
    "no-carrier": "No connection",
    "no-address": "Waiting for an address",
    active: "Working",
    degraded: "Needs attention",
  },
  /** What it means, in a sentence. */
  linkMeaning: {
    unassigned: "Programs can use it only as the main table says. Switch it on to give it a table of its own.",
    absent: "The interface is not there now. It will be used as soon as it appears.",
    down: "The interface is switched off. It will be used as soon as it is up.",
    "no-carrier": "No cable or no radio network. It will be used as soon as it is connected.",
    "no-address": "It is connected, and waits for an address from the network.",
    active: "Programs that use one of its addresses go out by it.",
    degraded: "It is used, but something is not as it should be.",
  },
  service: {
    starting: "The service is starting.",
    converged: "Everything is as wanted.",
    reconciling: "Changes are being made.",
    degraded: "Something needs attention.",
  },
  /** Why nothing can be said of the links, and what to do. */
  reach: {
    connecting: { title: "Connecting to the service", remedy: "This takes a moment." },
    absent: {
      title: "The service is not running",
      remedy:
        "Until it runs, nothing follows what changes in your network. Start it to use several connections at once.",
    },
    notInstalled: {
      title: "The service is not installed",
      remedy: "Install the package multihomed; this window then finds it by itself.",
    },
    failed: {
      title: "The service does not answer as expected",
      remedy: "It is asked again by itself. If this stays: systemctl status multihomed",
    },
    disconnected: {
      title: "The system bus cannot be reached",
      remedy: "It is tried again by itself. If this stays: systemctl status dbus",
    },
  },
};
