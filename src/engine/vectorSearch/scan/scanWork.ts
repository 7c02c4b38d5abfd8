/** Bytes to be read that are worth another thread, which comes to help within a twentieth of a millisecond. */
export const sharedBytes = 1024 * 1024;

export function threadsFor(bytes: number): number {
  return Math.ceil(bytes / sharedBytes);
}
