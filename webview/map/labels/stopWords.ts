/** Whether a word in lower case is a stop word. */
export function isStopWord(word: string): boolean {
  return stopWords.has(word);
}

/** English words of three letters and more that say nothing about a text by themselves. */
const stopWords: ReadonlySet<string> = new Set(
  `about above after again against all also and any are because been before being below between both but can cannot could
  did does doing down during each either else ever every few for from further get gets got had has have having her here
  hers him his how however into its itself just let like made make many may might more most much must never new nor not
  now off once one only other our ours out over own same shall she should since some still such than that the their
  theirs them then there these they this those through thus too two under until upon use used uses using very via was
  way well were what when where whether which while who whom why will with within without would yet you your yours`.split(
    /\s+/,
  ),
);
