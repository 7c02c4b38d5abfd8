import { describe, expect, it } from 'vitest';
import { defaultNamespace } from '../../../src/model/vectorIndex.ts';
import { tabName } from '../../../src/vscode/tabName.ts';

describe('the name of a namespace in a tab', () => {
  it('has the name of its index', () => {
    expect([
      tabName({ index: 'docs', namespace: 'tickets' }),
      tabName({ index: 'docs', namespace: defaultNamespace }),
    ]).toEqual(['docs / tickets', 'docs']);
  });

  it('loses its middle if it is long', () => {
    const name = tabName({ index: 'docs', namespace: `${'a'.repeat(300)}-tenant-42` });
    expect([name.length, name.startsWith('docs / aaa'), name.endsWith('a-tenant-42')]).toEqual([
      61,
      true,
      true,
    ]);
  });

  it('shows invisible characters', () => {
    expect(tabName({ index: 'docs', namespace: 'a\u202eb' })).toBe('docs / a\\u{202e}b');
  });
});
