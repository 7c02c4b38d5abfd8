import { createHmac, randomBytes } from 'node:crypto';
import type * as vscode from 'vscode';
import type { Fingerprint } from '../../services/keys/storedKeys.ts';

const saltName = 'keys/fingerprintSalt';

/**
 * Returns the fingerprints of this machine. The salt is in secret storage: without it, nobody can test a guess against a
 * fingerprint.
 */
export async function loadFingerprint(
  secrets: Pick<vscode.SecretStorage, 'get' | 'store'>,
): Promise<Fingerprint> {
  const salt = (await secrets.get(saltName)) ?? (await createSalt(secrets));
  return (text) => createHmac('sha256', salt).update(text).digest('base64url').slice(0, 22);
}

/** Another window may create a salt at the same time: the one that is stored last counts. */
async function createSalt(secrets: Pick<vscode.SecretStorage, 'get' | 'store'>): Promise<string> {
  const salt = randomBytes(32).toString('base64url');
  await secrets.store(saltName, salt);
  return (await secrets.get(saltName)) ?? salt;
}
