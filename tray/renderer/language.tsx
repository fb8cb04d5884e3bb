// The texts and formats of the user's language, for every part of the window.
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { type Words, wordsFor } from "../shared/words/index.ts";
import { type Formats, formatsFor } from "./formats.ts";

const LanguageContext = createContext({ words: wordsFor("en"), formats: formatsFor("en") });

export function Language({ locale, children }: { readonly locale: string; readonly children: ReactNode }) {
  const value = useMemo(() => ({ words: wordsFor(locale), formats: formatsFor(locale) }), [locale]);
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

export const useWords = (): Words => useContext(LanguageContext).words;
export const useFormats = (): Formats => useContext(LanguageContext).formats;
