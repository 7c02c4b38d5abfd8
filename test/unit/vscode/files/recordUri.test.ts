import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { localEnvironment } from '../../../../src/model/environment.ts';
import { placeOf, recordUri } from '../../../../src/vscode/files/recordUri.ts';

vi.mock('vscode', () => import('../../../support/vscode/onDisk.ts'));

const environments = { byId: () => localEnvironment };

describe('the address of a record', () => {
  it.each([
    ['__default__', 'a/b'],
    ['a/b', '%2F'],
    ['.', '.'],
    ['..', '..'],
    ['%2E', '%2e%2e'],
    ['a\\b', 'a.json'],
    [' ', '#?'],
    ['x'.repeat(512), 'x'.repeat(512)],
  ])('survives VS Code, which normalizes paths: %j %j', (namespace, id) => {
    const place = { environment: localEnvironment, index: 'articles', namespace, id };
    const uri = recordUri(place);
    expect(path.posix.normalize(uri.path)).toBe(uri.path);
    expect(placeOf(environments, uri)).toEqual(place);
  });
});
