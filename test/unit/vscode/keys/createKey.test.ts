import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import { Secret } from '../../../../src/common/secret.ts';
import { localEnvironment } from '../../../../src/model/environment.ts';
import { createKey, type CreateKeyDeps } from '../../../../src/vscode/keys/createKey.ts';
import { asked } from '../../../support/vscode/messages.ts';

const typed = vi.hoisted(() => ({ name: '', destination: '', refusal: '' }));

vi.mock('vscode', () => import('../../../support/vscode/messages.ts'));
vi.mock('../../../../src/vscode/keys/askRoles.ts', () => ({ askRoles: () => ['ProjectEditor'] }));
vi.mock('../../../../src/vscode/flows/withProgress.ts', () => ({
  withProgress: (_title: string, work: (signal: AbortSignal) => unknown) =>
    work(new AbortController().signal),
}));
vi.mock('../../../../src/vscode/flows/inputs.ts', () => ({
  askText: async ({ submit }: { submit: (text: string) => unknown }) => submit(typed.name),
  askChoice: () => Promise.resolve(typed.destination),
}));

const canary = 'pcsk_created-canary';

/** A project that creates a key, and a place for it that refuses. */
function start(copy: () => Promise<void>): CreateKeyDeps {
  return {
    access: {
      create: () =>
        Promise.resolve({ key: { id: 'k1', name: typed.name }, value: new Secret(canary) }),
    },
    slots: { put: () => Promise.reject(new Failure('internal', 'The keychain is locked')) },
    clipboard: { copy },
  } as never;
}

describe('a created key that its place refuses', () => {
  beforeEach(() => {
    asked.questions.length = 0;
    Object.assign(typed, { name: 'search service', destination: 'apiKey' });
  });

  it('goes to the clipboard, and the message says so', async () => {
    await createKey(
      start(() => Promise.resolve()),
      localEnvironment,
    );
    expect(JSON.stringify(asked)).toMatch(/created but not stored: .*locked.*in the clipboard/);
    expect(JSON.stringify(asked)).not.toContain(canary);
  });

  it('is to be revoked if it cannot be copied either', async () => {
    await createKey(
      start(() => Promise.reject(new Error('no clipboard'))),
      localEnvironment,
    );
    expect(JSON.stringify(asked)).toMatch(/neither stored nor copied: .*locked.*revoke it/);
    expect(JSON.stringify(asked)).not.toContain(canary);
  });
});

describe('the name of a new key', () => {
  it.each([
    ['', /1 to 80 characters/],
    ['n'.repeat(81), /1 to 80 characters/],
    ['pcsk_3abcdE_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX', /This is a key/],
  ])('is refused: %s', async (name, reason) => {
    Object.assign(typed, { name });
    await expect(
      createKey(
        start(() => Promise.resolve()),
        localEnvironment,
      ),
    ).rejects.toThrow(reason);
  });
});
