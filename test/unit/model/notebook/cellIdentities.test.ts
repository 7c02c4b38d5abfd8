import { describe, expect, it } from 'vitest';
import type { Cell, QueryCell } from '../../../../src/model/notebook/cell.ts';
import { CellIdentities } from '../../../../src/model/notebook/cellIdentities.ts';

describe('cell identities', () => {
  it('stay with their cells when another is inserted above', () => {
    const identities = new CellIdentities();
    const before = identities.update([query('a'), query('b')]);
    const after = identities.update([query('new'), query('a'), query('b')]);
    expect(after.slice(1)).toEqual(before);
  });

  it('stay with a cell that is rewritten', () => {
    const identities = new CellIdentities();
    const before = identities.update([query('a'), query('b'), query('c')]);
    const after = identities.update([query('a'), query('rewritten'), query('c')]);
    expect(ids(after)).toEqual(ids(before));
  });

  it('stay with a cell that is moved', () => {
    const identities = new CellIdentities();
    const [a, b, c] = ids(identities.update([query('a'), query('b'), query('c')]));
    expect(ids(identities.update([query('c'), query('a'), query('b')]))).toEqual([c, a, b]);
  });

  it('follow a name when the rest is rewritten', () => {
    const identities = new CellIdentities();
    const [a] = ids(identities.update([query('a', 'refunds'), query('b')]));
    expect(ids(identities.update([query('x'), query('y'), query('z', 'refunds')]))[2]).toBe(a);
  });

  it('tell twins apart by their place', () => {
    const identities = new CellIdentities();
    const [, second] = ids(identities.update([query('same'), query('same')]));
    expect(ids(identities.update([query('other'), query('same')]))[1]).toBe(second);
  });

  it('come back when a removed cell comes back', () => {
    const identities = new CellIdentities();
    const before = identities.update([query('a'), query('b')]);
    identities.update([query('b')]);
    expect(identities.update([query('a'), query('b')])).toEqual(before);
  });

  it('come back when an edit that removed a cell is undone', () => {
    const identities = new CellIdentities();
    const before = identities.update([query('a'), query('b')]);
    identities.expect(before.slice(1));
    identities.update([query('b')]);
    const [removed] = ids(before);
    expect(identities.remembers(removed ?? '')).toBe(true);
    expect(identities.update([query('a'), query('b')])).toEqual(before);
  });

  it('are not taken for removed when an announced edit could not be made', () => {
    const identities = new CellIdentities();
    const before = identities.update([query('a'), query('b')]);
    identities.expect(before.slice(1));
    identities.expect(before);
    expect(identities.update([query('a'), query('b'), query('a')]).slice(0, 2)).toEqual(before);
    expect(ids(before).some((id) => identities.remembers(id))).toBe(false);
  });

  it('take the ids that an edit announced', () => {
    const identities = new CellIdentities();
    const [a] = identities.update([query('a')]);
    identities.expect([{ ...query('new'), id: 'mine' }, a as Cell]);
    expect(ids(identities.update([query('new'), query('a')]))).toEqual(['mine', a?.id]);
  });

  it('are given to new cells that an edit announced without one', () => {
    const identities = new CellIdentities();
    const before = identities.update([query('a')]);
    const added = { ...query('b'), id: '' };
    identities.expect([...before, added, added]);
    const given = ids(identities.update([query('a'), query('b'), query('b')]));
    expect([new Set(given).size, given.includes('')]).toEqual([3, false]);
  });

  it('are never given twice', () => {
    const identities = new CellIdentities();
    identities.expect([{ ...query('a'), id: 'cell-1' }]);
    expect(new Set(ids(identities.update([query('a'), query('a'), query('b')]))).size).toBe(3);
  });
});

function query(value: string, name = ''): QueryCell {
  const input = { by: 'text' as const, value };
  return {
    kind: 'query',
    id: '?',
    name,
    input,
    filter: '',
    topK: 10,
    includeValues: false,
    expected: '',
    binding: {},
  };
}

function ids(cells: readonly Cell[]): string[] {
  return cells.map(({ id }) => id);
}
