/** Which of `names` has the focus after a key, by the pattern for menus of WAI-ARIA; undefined where it is not for it. */
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

/** The next name that begins with the letter, around at the end. */
function nextBeginning(at: number, letter: string, names: readonly string[]): number | undefined {
  const wanted = letter.toLowerCase();
  const order = names.map((_, by) => (at + 1 + by) % names.length);
  return order.find((place) => names[place]?.toLowerCase().startsWith(wanted));
}
