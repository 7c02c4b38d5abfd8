/**
 * Returns why a user must not trust a file, as a phrase after “it”; `undefined` if only this user and the administrator
 * could have written it, or on Windows, which has no user ids.
 */
export function trustProblem(
  { uid, mode }: FileOwnership,
  user: number | undefined,
): string | undefined {
  if (user === undefined) return undefined;
  if (uid !== user && uid !== 0) return 'belongs to another user';
  if ((mode & 0o002) !== 0) return 'is writable by everyone';
  return undefined;
}

/** Owner and mode of a file or folder. */
export type FileOwnership = { readonly uid: number; readonly mode: number };
