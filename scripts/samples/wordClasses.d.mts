/** What WordNet says of a word: the lexicographer file of its most frequent sense, its part of speech, its definition. */
export type WordEntry = { readonly class: string; readonly pos: string; readonly gloss?: string };

export function readWordNet(folder: string): (word: string) => WordEntry | undefined;
