/** Returns the index that a key focuses, as in the WAI-ARIA menu pattern; undefined for other keys. */
export function moveInMenu(at: number, key: string, names: readonly string[]): number | undefined {
  const { length } = names;
  if (length === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % length;
    case 'ArrowUp':
      return (at - 1 + length) % length;
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return key.length === 1 && key !== ' ' ? nextBeginning(at, key, names) : undefined;
  }
}

/** Returns the next name that starts with the letter, wrapping around. */
function nextBeginning(at: number, letter: string, names: readonly string[]): number | undefined {
  const wanted = letter.toLowerCase();
  const order = names.map((_, by) => (at + 1 + by) % names.length);
  return order.find((place) => names[place]?.toLowerCase().startsWith(wanted));
}
