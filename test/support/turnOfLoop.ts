/** Lets everything happen that needs no time: settled promises and messages that were posted. */
export function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
