// Addresses that count within one network only, and so are no way out. Pure.

/** Of fe80::/10 (RFC 4291, 2.5.6) or 169.254.0.0/16 (RFC 3927), with or without its prefix's length. */
export const isLinkLocal = (address: string): boolean => isLinkLocal6(address) || address.startsWith("169.254.");

/** Of fe80::/10 only: these have no rule, while the service makes one for those of IPv4. */
export const isLinkLocal6 = (address: string): boolean => /^fe[89ab][0-9a-f]:/i.test(address);
