// The preferences, as far as they are about the service; those of the app itself are the desktop's.
export const preferences = {
  app: "This app",
  service: {
    title: "The service",
    version: (version: string): string => `Version ${version}`,
    check: { label: "Check now", explanation: "Compares everything with the kernel, and puts right what differs." },
    checking: "Checking …",
    checked: (changes: number): string => {
      if (changes === 0) return "Checked: nothing had to be changed.";
      return changes === 1 ? "Checked: 1 change was made." : `Checked: ${changes} changes were made.`;
    },
    reload: {
      label: "Reload the configuration",
      explanation: "Reads /etc/multihomed again. A file with a mistake is refused, and what was in force stays.",
    },
    reloading: "Reloading …",
    reloaded: "The configuration was read again, and is in force.",
  },
  permissions: {
    title: "What you may do",
    assign: {
      yes: "You may switch interfaces on and off.",
      challenge: "You may switch interfaces on and off after entering a password.",
      no: "You may not switch interfaces on and off.",
    },
    configure: {
      yes: "You may check, reload, and change what reaches beyond one interface.",
      challenge: "You may check, reload, and change what reaches beyond one interface after entering a password.",
      no: "You may not check, reload, or change what reaches beyond one interface.",
    },
    unknown: "This is not known yet.",
  },
};
