import * as v from 'valibot';
import { Failure } from '../common/failure.ts';

const answerSchema = v.object({
  data: v.array(
    v.object({
      index: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
      embedding: v.union([v.array(v.number()), v.string()]),
    }),
  ),
});

const bytesPerFloat = 4;

/**
 * Returns the vectors of an answer, in the order of the texts, not of the answer. Throws `badInput` for an answer of
 * another form.
 */
export function decodeEmbeddings(
  answer: unknown,
  count: number,
  provider: string,
): readonly (readonly number[])[] {
  const parsed = v.safeParse(answerSchema, answer);
  if (!parsed.success)
    throw refused(provider, 'is not the one of OpenAI’s API; check the address of the provider');
  const { data } = parsed.output;
  if (data.length !== count)
    throw refused(provider, `has ${data.length} vectors for ${count} texts`);
  const vectors = new Map(
    data.map(({ index, embedding }, at) => [index ?? at, floatsOf(embedding, provider)]),
  );
  return Array.from({ length: count }, (_, at) => {
    const vector = vectors.get(at);
    if (vector === undefined || vector.length === 0) throw refused(provider, 'lacks a vector');
    return vector;
  });
}

/** Base64 holds float32 values in little-endian order. */
function floatsOf(embedding: readonly number[] | string, provider: string): readonly number[] {
  if (typeof embedding !== 'string') return embedding;
  const bytes = bytesOf(embedding);
  if (bytes.length === 0 || bytes.length % bytesPerFloat !== 0)
    throw refused(provider, 'has a vector in base64 that does not hold whole numbers');
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / bytesPerFloat }, (_, at) =>
    view.getFloat32(at * bytesPerFloat, true),
  );
}

/** Returns no bytes for a text that is not base64. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

function refused(provider: string, what: string): Failure {
  return new Failure('badInput', `The answer of the provider “${provider}” ${what}`);
}
