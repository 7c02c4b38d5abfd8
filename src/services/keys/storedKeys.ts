import type { OwnerOf } from '../../model/keys/findLeaks.ts';
import type { Secret } from '../../common/secret.ts';
import type { Environment } from '../../model/environment.ts';

/** Returns a salted fingerprint of a text. The same text has the same fingerprint on one machine only. */
export type Fingerprint = (text: string) => string;

/** Shorter keys are words that stand in many files. */
const minLength = 8;

/**
 * Returns a function that recognizes the stored keys by their fingerprints. It computes one only for texts as long as a
 * stored key.
 */
export async function recognizeStoredKeys(
  environments: readonly Environment[],
  keysOf: (environment: Environment) => Promise<readonly (Secret | undefined)[]>,
  fingerprint: Fingerprint,
): Promise<OwnerOf> {
  const lengths = new Set<number>();
  const owners = new Map<string, string>();
  for (const environment of environments) {
    for (const key of await keysOf(environment)) {
      const text = key?.reveal() ?? '';
      if (text.length < minLength) continue;
      lengths.add(text.length);
      const print = fingerprint(text);
      if (!owners.has(print)) owners.set(print, environment.id);
    }
  }
  return (candidate) =>
    lengths.has(candidate.length) ? owners.get(fingerprint(candidate)) : undefined;
}
