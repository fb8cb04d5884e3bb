// Numbers and times as the user's language writes them. Pure.

export interface Formats {
  /** "1,234". */
  number(value: number): string;
  /** "25%"; `share` is from 0 to 1. */
  percent(share: number): string;
  /** "1.2 MB/s", of bytes in a second. */
  rate(bytes: number): string;
  /** "14:03:22", of milliseconds since the epoch. */
  time(epoch: number): string;
  /** "21 November 2026". */
  day(epoch: number): string;
  /** "eth0, wlan0 and wwan0". */
  series(texts: readonly string[]): string;
}

const UNITS = ["B/s", "kB/s", "MB/s", "GB/s", "TB/s"] as const;

export function formatsFor(locale: string): Formats {
  // Each takes milliseconds to make, and the first picture needs two of them.
  const whole = once(() => new Intl.NumberFormat(locale));
  const short = once(() => new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }));
  const percent = once(() => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }));
  const time = once(() => new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit" }));
  const day = once(() => new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" }));
  const series = once(() => new Intl.ListFormat(locale, { type: "conjunction" }));
  return {
    number: (value) => whole().format(value),
    percent: (share) => percent().format(share),
    rate(bytes) {
      let value = Math.max(0, bytes);
      let unit = 0;
      while (value >= 999.5 && unit < UNITS.length - 1) {
        value /= 1000;
        unit += 1;
      }
      const text = value < 10 ? short().format(value) : whole().format(Math.round(value));
      return `${text}\u00a0${UNITS[unit]}`;
    },
    time: (epoch) => time().format(epoch),
    day: (epoch) => day().format(epoch),
    series: (texts) => series().format(texts),
  };
}

/** Made when it is asked for, and kept. */
function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
