/** Returns a message as a sentence: with a full stop, unless it has a mark at its end. */
export function sentence(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}
