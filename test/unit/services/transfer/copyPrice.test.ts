import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentLog } from '../../../../src/common/log.ts';
import { Secret } from '../../../../src/common/secret.ts';
import { JournalFolder } from '../../../../src/local/journalFolder.ts';
import { addUnits, noUnits, type UsageUnits } from '../../../../src/model/usageUnits.ts';
import type { PineconeClient } from '../../../../src/pinecone/pineconeClient.ts';
import { createPineconeClient } from '../../../../src/pinecone/restPineconeClient.ts';
import { Copies, type CopyRoute } from '../../../../src/services/transfer/copies.ts';
import {
  copiedCounts,
  copyReadUnits,
} from '../../../../src/services/transfer/copying/copyPrice.ts';
import {
  noTransform,
  type CopyPart,
} from '../../../../src/services/transfer/copying/copyTransform.ts';
import type { CopyMode } from '../../../../src/services/transfer/copySource.ts';
import { writeUnitsOf } from '../../../../src/services/usage/writePrice.ts';
import { PullBench } from '../../../support/pull/pullBench.ts';
import { staging } from '../../../support/pull/pullParts.ts';

const { signal } = new AbortController();
const options = { signal, onProgress: () => undefined };
const sourceCount = 1200;
const targetCount = 500;

let bench: PullBench;
let folder: string;
let used: UsageUnits;
let service: PineconeClient;

beforeAll(async () => {
  bench = await PullBench.start();
  folder = await mkdtemp(path.join(tmpdir(), 'copy-price-'));
  await bench.fill('source', sourceCount, { dimension: 64 });
  const { url, key } = bench.front;
  service = createPineconeClient({
    access: 'write',
    endpoint: { url, key: new Secret(key) },
    log: silentLog,
    onUsage: (units) => (used = addUnits(used, units)),
  });
}, 60_000);
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const copies = (): Copies =>
  new Copies({
    connections: {
      open: async () => service,
      openForWriting: async () => service,
      checkWritable: () => undefined,
    },
    catalog: { invalidate: () => undefined },
    state: { get: () => undefined, set: () => undefined },
    journal: new JournalFolder({
      folder,
      newId: () => crypto.randomUUID(),
      now: Date.now,
      pid: process.pid,
      isRunning: () => true,
    }),
    now: Date.now,
    limits: {
      read: {
        fetchesPerSecond: 2000,
        listsPerSecond: 2000,
        fetchesAtOnce: 4,
        waitsMs: [20],
        quietMs: 1000,
      },
      write: { upsertsPerSecond: 2000, upsertsAtOnce: 4, waitsMs: [20], quietMs: 1000 },
    },
    freshnessWaitsMs: [0],
  });

/** An index of the cloud with some records of the source, of which 100 are the same. */
const filledTarget = async (name: string): Promise<void> => {
  await bench.fill(name, targetCount, { dimension: 64 });
  const cloud = bench.source();
  const { host } = await cloud.describeIndex('source', signal);
  const target = await cloud.describeIndex(name, signal);
  const source = cloud.index(host);
  const { items } = (await source.list('__default__', { limit: 100 }, signal)).value;
  const same = await source.fetch('__default__', items, signal);
  await cloud.index(target.host).upsert('__default__', same.value, signal);
};

const sample: CopyPart = { scope: { kind: 'sample', size: 60, seed: 42 }, transform: noTransform };

it.each<[string, CopyMode, CopyPart, boolean]>([
  ['what is missing', 'missing', {}, true],
  ['what differs', 'changed', {}, true],
  ['everything', 'all', {}, false],
  ['a sample, which is compared with all ids at the end', 'missing', sample, true],
])('the units of a copy of %s are estimated within a tenth', async (name, mode, part, canUndo) => {
  const target = `target-${name.replaceAll(/\W+/g, '-').slice(0, 30)}x`;
  await filledTarget(target);
  const place = { environment: staging, namespace: '__default__' };
  const route: CopyRoute = {
    source: { ...place, index: 'source' },
    target: { ...place, index: target },
  };
  used = noUnits;
  const found = await copies().compare(route, { ...options, part });
  const listing = await copies().comparisonUnits(route, signal);
  expect(used.readUnits).toBe(listing.source + listing.target);
  const { written } = copiedCounts(mode, found);
  const price = copyReadUnits(mode, found, listing, canUndo);
  used = noUnits;
  const writeUnits = writeUnitsOf(await copies().sample(route, signal), written);
  expect(used.readUnits).toBeLessThanOrEqual(4);
  used = noUnits;
  const end = await copies().run(route, mode, written, { ...options, part, canUndo });
  expect(end).toMatchObject({ state: 'complete', missing: 0 });
  const read = price.source + price.target;
  expect(Math.abs(read - used.readUnits) / used.readUnits).toBeLessThan(0.1);
  // A copy of what differs writes at most what is estimated.
  const isWriteRight =
    mode === 'changed'
      ? used.writeUnits <= writeUnits
      : Math.abs(writeUnits - used.writeUnits) / used.writeUnits < 0.1;
  expect(isWriteRight).toBe(true);
});
