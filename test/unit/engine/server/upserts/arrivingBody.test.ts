import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { arrivingBody } from '../../../../../src/engine/server/rest/body.ts';
import type { EngineContext } from '../../../../../src/engine/server/rest/engineEnv.ts';
import type { ArrivingBody } from '../../../../../src/engine/server/upserts/upsertDecoder.ts';
import { UpsertDecoder } from '../../../../../src/engine/server/upserts/upsertDecoder.ts';
import { filmsIndex } from './filmsIndex.ts';

const target = { index: filmsIndex(2), version: '2025-10' } as const;

/** The body of a request whose parts arrive one after the other. */
function bodyOf(text: string, incoming = Readable.from(partsOf(text))): ArrivingBody {
  const header = (name: string): string | undefined =>
    name === 'content-length' ? String(Buffer.byteLength(text)) : undefined;
  const context = { req: { header, bodyCache: {} }, env: { incoming } };
  return arrivingBody(context as unknown as EngineContext)!;
}

function partsOf(text: string): readonly Buffer[] {
  const bytes = Buffer.from(text);
  return Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) =>
    bytes.subarray(7 * at, 7 * at + 7),
  );
}

async function upsert(text: string, incoming?: Readable): Promise<unknown> {
  const decoder = new UpsertDecoder();
  try {
    const { batch } = await decoder.receive(target, bodyOf(text, incoming));
    return batch.ids;
  } finally {
    decoder.dispose();
  }
}

it('is decoded while it arrives', async () => {
  const text =
    '{"vectors":[{"id":"a","metadata":{"t":"é"},"values":[0.5,-2e-1]},{"id":"b","values":[ 1 , 2 ]}]}';
  expect(await upsert(text)).toEqual(['a', 'b']);
});

it.each([
  ['{"vectors":[{"id":"a","values":[1,2,3]}]}', /dimension/],
  ['{"vectors":[{"id":"a","values":[1,"2"]}]}', /finite/],
  ['{"vectors":[{"id":"a","values":[1,2]}]', /JSON/],
])('has the errors of a body that is parsed as a whole: %s', async (text, message) => {
  const whole = (): unknown => {
    const bytes = Uint8Array.from(Buffer.from(text)).buffer;
    return new UpsertDecoder().decode({ ...target, bytes });
  };
  const error = await upsert(text).catch((failure: unknown) => failure);
  expect(error).toMatchObject({ kind: 'badInput', message: expect.stringMatching(message) });
  await expect(whole()).rejects.toEqual(error);
});

it('fails if the connection ends before the body does', async () => {
  const incoming = new Readable({ read: () => {} });
  const reading = upsert('{"vectors":[{"id":"a","values":[1,2]}]}', incoming);
  incoming.push(Buffer.from('{"vec'));
  incoming.destroy(new Error('aborted'));
  await expect(reading).rejects.toThrow('aborted');
});

it('passes a failure of its reader on', async () => {
  const failure = new RangeError('Out of memory');
  const reading = bodyOf('[1, 2, 3]').receive(() => {
    throw failure;
  });
  await expect(reading).rejects.toBe(failure);
});
