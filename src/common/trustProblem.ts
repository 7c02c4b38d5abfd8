/** What a file system says of a file or a folder. */
export type FileOwnership = { readonly uid: number; readonly mode: number };

/**
 * Why the user with this number does not rely on what stands there, after “it”: only the user and the system's
 * administrator may have written it. Nothing where it can be relied on, or where users have no numbers (Windows).
 */
export function trustProblem(
  { uid, mode }: FileOwnership,
  user: number | undefined,
): string | undefined {
  if (user === undefined) return undefined;
  if (uid !== user && uid !== 0) return 'belongs to another user';
  if ((mode & 0o002) !== 0) return 'may be written by everybody';
  return undefined;
}
