// What a place is called: in the window's title, and to who is led to it. Pure.
import { printable } from "../../common/printable.ts";
import type { Place } from "../shared/told.ts";
import type { Words } from "../shared/words/index.ts";

/** A name from the kernel may hold anything; the title does not only stand in the window. */
export const placeName = (place: Place, words: Words): string =>
  place.page === "link" ? printable(place.name) : words.shell.page[place.page];

export const titleOf = (place: Place, words: Words): string => `${placeName(place, words)} – multihomed`;
