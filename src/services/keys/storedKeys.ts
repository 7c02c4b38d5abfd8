import type { Secret } from '../../common/secret.ts';
import type { OwnerOf } from '../../model/keys/findLeaks.ts';

/**
 * Returns a function that recognizes stored secrets by their fingerprints. It computes one only for texts as long as a
 * stored secret, and none if nothing is stored.
 */
export async function recognizeStoredKeys(
  stored: readonly StoredSecret[],
  loadFingerprint: () => Promise<Fingerprint>,
): Promise<OwnerOf> {
  const usable = stored.filter(({ secret }) => secret.reveal().length >= minLength);
  if (usable.length === 0) return () => undefined;
  const fingerprint = await loadFingerprint();
  const lengths = new Set(usable.map(({ secret }) => secret.reveal().length));
  const owners = new Map<string, string>();
  for (const { owner, secret } of usable) {
    const print = fingerprint(secret.reveal());
    if (!owners.has(print)) owners.set(print, owner);
  }
  return (candidate) =>
    lengths.has(candidate.length) ? owners.get(fingerprint(candidate)) : undefined;
}

/** Returns a salted fingerprint of a text. The same text has the same fingerprint on one machine only. */
export type Fingerprint = (text: string) => string;

/** A secret of this machine. Its owner is the id of the environment whose key it is, else `otherOwner`. */
export type StoredSecret = { readonly owner: string; readonly secret: Secret };

/** Owner of secrets that are no keys of environments: of service accounts and embedding providers. */
export const otherOwner = 'other';

/** Shorter keys are words that stand in many files. */
const minLength = 8;
