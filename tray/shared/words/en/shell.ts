// The frame of the window, and controls that stand on more than one page.
export const shell = {
  pages: "Pages",
  page: { overview: "Overview", activity: "Activity", preferences: "Preferences" },
  dismiss: "Dismiss",
  again: "Try again",
  startService: "Start the service",
  startingService: "Starting the service …",
  linkSwitch: {
    label: (name: string) => `Use ${name}`,
    switchingOn: "Switching on …",
    switchingOff: "Switching off …",
    /** It is on, and is assigned otherwise. */
    changing: "Changing …",
    /** Not to this user, not even with a password. */
    notAllowed: "Not allowed",
  },
};
