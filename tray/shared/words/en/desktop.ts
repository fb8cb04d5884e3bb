// What is said outside of the window (menu, tool tip, notifications), and of what only a desktop has.

const interfaces = (count: number): string => (count === 1 ? "1 interface" : `${count} interfaces`);

export const desktop = {
  /** How many of the interfaces that are used work now. */
  summary: (working: number, used: number): string => {
    if (used === 0) return "No interface is used yet";
    if (working === 0) return used === 1 ? "The interface does not work" : `None of ${used} interfaces works`;
    if (working < used) return `${working} of ${used} interfaces work`;
    return used === 1 ? "1 interface works" : `All ${used} interfaces work`;
  },
  menu: {
    /** An interface that is used, with its address or its state. */
    used: (name: string, table: number, what: string): string => `${name} – table ${table} – ${what}`,
    unused: (name: string, what: string): string => `${name} – ${what}`,
    noConnection: "No connection",
    noAddress: "No address",
    switchingOn: (name: string): string => `${name} – switching on …`,
    switchingOff: (name: string): string => `${name} – switching off …`,
    /** A line of what went wrong, or of what is wrong, with an interface. */
    of: (name: string, what: string): string => `${name}: ${what}`,
    noInterfaces: "There are no interfaces",
    more: (count: number): string => `More interfaces (${count})`,
    beyond: (count: number): string => `The window shows ${count} more`,
    moreProblems: (count: number): string => (count === 1 ? "1 more problem" : `${count} more problems`),
    notAllowed: "You are not allowed to switch interfaces",
    open: "Open",
    check: "Check now",
    checking: "Checking …",
    start: "Start the service",
    starting: "Starting the service …",
    preferences: "Preferences",
    allPreferences: "All preferences",
    quit: "Quit",
  },
  preferences: {
    title: "Preferences",
    notifications: {
      label: "Notifications",
      explanation:
        "Says when an interface is lost or works again, when the service stops, and when something needs you.",
    },
    startAtLogin: {
      label: "Start at login",
      explanation: "Starts this app when you log in, with only its icon in the panel.",
    },
    panel: {
      label: "Icon in the panel",
      explanation: "Choose the other one if the icon can hardly be seen.",
      automatic: "As the desktop's theme",
      light: "For a light panel",
      dark: "For a dark panel",
    },
  },
  /** Where the desktop shows no icon of the app. */
  noTray: {
    title: "Your desktop shows no icon of this app",
    gnome:
      "Install and switch on the extension AppIndicator Support, and it appears. Until then, closing this window ends the app.",
    other: "Its panel has no place for icons of apps. Closing this window ends the app.",
  },
  notices: {
    lost: (name: string): string => `${name} does not work any more`,
    lostSeveral: (count: number): string => `${interfaces(count)} do not work any more`,
    lostAll: "No interface works any more",
    back: (name: string): string => `${name} works again`,
    backSeveral: (count: number): string => `${interfaces(count)} work again`,
    address: (address: string): string => `Its address is ${address}.`,
    unstable: (name: string): string => `${name} comes and goes`,
    unstableSeveral: (count: number): string => `${interfaces(count)} come and go`,
    unstableMeaning: "You are told again when it has been the same for a minute.",
    serviceUnstable: "The service keeps stopping",
    serviceUnstableRemedy: "systemctl status multihomed says why.",
    serviceBack: "The service runs again",
    problems: (count: number): string => `${count} new problems`,
    notSwitchedOn: (name: string): string => `${name} was not switched on`,
    notSwitchedOff: (name: string): string => `${name} was not switched off`,
    notStarted: "The service was not started",
    notChecked: "Nothing was checked",
    notChosen: "The preference was not kept",
    /** After a check: how much had to be put right. */
    checked: (changes: number): string => {
      if (changes === 0) return "Everything was as wanted";
      return changes === 1 ? "1 change was made" : `${changes} changes were made`;
    },
  },
};
