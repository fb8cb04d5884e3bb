// Who calls, by what polkit is to say of them. Debian and Ubuntu have these users everywhere, with these numbers (base-passwd).
// polkit's rules see a user by name, so a number without a name will not do.

export const USERS = {
  root: { uid: 0, name: "root" },
  allowed: { uid: 5, name: "games" },
  denied: { uid: 9, name: "news" },
  challenged: { uid: 10, name: "uucp" },
  /** Another one of whom polkit says the same. */
  alsoChallenged: { uid: 13, name: "proxy" },
  /** May assign u1 to table 1000, and nothing else. */
  particular: { uid: 8, name: "mail" },
} as const;

export type User = keyof typeof USERS;

/** Of nobody in particular: no rule looks at groups. */
export const GID = 65534;
