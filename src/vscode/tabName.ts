import { escapeInvisible } from '../model/escapeInvisible.ts';
import { placeName, type NamespaceOfIndex } from '../model/vectorIndex.ts';

/** Returns the name of a namespace for a tab: visible, and without its middle if it is long. */
export function tabName(place: NamespaceOfIndex): string {
  const name = escapeInvisible(placeName(place));
  if (name.length <= longestName) return name;
  const half = Math.floor((longestName - 1) / 2);
  return `${name.slice(0, half)}…${name.slice(-half)}`;
}

const longestName = 61;
