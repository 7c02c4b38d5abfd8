import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IndexDatabase } from '../../src/engine/storage/indexDatabase.ts';
import { noteFigure } from '../support/figures.ts';
import { canMountDisks } from '../support/ownMounts.ts';
import { runPowerCuts } from './powerCut.ts';

const cuts = 5;

// A disk of one's own needs the administrator's rights: where there are none, it is not tried.
describe.runIf(canMountDisks)('an engine whose power is cut while it writes', () => {
  it('has every acknowledged write, and each other one as a whole or not at all', async () => {
    const { acknowledged, fates } = await runPowerCuts(cuts, 20_260_701);
    noteFigure('power cuts', `${cuts}, ${acknowledged} acknowledged writes, none lost`);
    expect(acknowledged).toBeGreaterThan(cuts);
    // It was cut in the midst of work, and not only of waiting.
    expect(fates.whole + fates.absent).toBeGreaterThan(cuts);
  });
});

/** What a disk may make of the end of a log that was not flushed: less of it, or something else. */
const damages: readonly [string, (rest: Buffer) => Buffer][] = [
  ['is not there', () => Buffer.alloc(0)],
  ['is there in part', (rest) => rest.subarray(0, Math.floor(rest.length / 2))],
  ['has only its first bytes', (rest) => rest.subarray(0, 7)],
  ['is zeros', (rest) => Buffer.alloc(rest.length)],
  ['is something else', (rest) => Buffer.alloc(rest.length, 'x')],
  ['lacks its beginning', (rest) => Buffer.concat([Buffer.alloc(4096), rest.subarray(4096)])],
  ['is there as a whole', (rest) => rest],
];

describe('the log of an index, whose end', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'vectorscope-log-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each(damages)('%s, holds every batch before it', (_, damage) => {
    const file = path.join(folder, 'written.sqlite');
    const written = new IndexDatabase(file, 'create', 'films');
    // How long the log was when each batch was acknowledged.
    const lengths = Array.from({ length: 6 }, (_unused, batch) => {
      written.upsert('n', recordsOf(batch));
      return statSync(`${file}-wal`).size;
    });
    const log = readFileSync(`${file}-wal`);
    const found = lengths.map((length, batch) => {
      const copy = path.join(folder, `copy-${batch}.sqlite`);
      copyFileSync(file, copy);
      const rest = damage(log.subarray(length));
      writeFileSync(`${copy}-wal`, Buffer.concat([log.subarray(0, length), rest]));
      const opened = new IndexDatabase(copy, 'existing', 'films');
      const { recordCount } = opened.counts();
      const [verdict] = opened.statements.all('PRAGMA integrity_check');
      opened.dispose();
      return [recordCount >= (batch + 1) * 20, recordCount % 20, verdict];
    });
    written.dispose();
    expect(found).toEqual(lengths.map(() => [true, 0, { integrity_check: 'ok' }]));
  });
});

function recordsOf(
  batch: number,
): { id: string; metadata: string; value: Uint8Array; sparse: null }[] {
  return Array.from({ length: 20 }, (_, at) => ({
    id: `${batch}-${at}`,
    metadata: '{}',
    value: new Uint8Array(new Float32Array(512).fill(batch + 1).buffer),
    sparse: null,
  }));
}
