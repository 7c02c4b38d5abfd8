import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import * as v from 'valibot';
import { Failure } from '../../common/failure.ts';
import type { Metadata } from '../../model/record.ts';
import { metrics } from '../../model/vectorIndex.ts';
import { unpackValues } from './sampleFile.ts';

/**
 * Reads the catalog of samples. Throws `notFound` for an engine without a folder of samples, `damaged` if the manifest
 * cannot be read.
 */
export async function readSampleCatalog(
  samplesFolder: string | undefined,
): Promise<readonly SampleInfo[]> {
  const folder = existing(samplesFolder);
  return decode('manifest.json', async () => {
    const text = await readFile(path.join(folder, 'manifest.json'), 'utf8');
    return v.parse(manifestSchema, JSON.parse(text)).samples;
  });
}

const decompress = promisify(brotliDecompress);

const aboutSchema = v.object({
  name: v.pipe(v.string(), v.regex(/^[a-z0-9](?:[a-z0-9-]{0,43}[a-z0-9])?$/)),
  title: v.string(),
  dimension: v.pipe(v.number(), v.integer(), v.minValue(1)),
  recordCount: v.pipe(v.number(), v.integer(), v.minValue(1)),
  metric: v.picklist(metrics),
  /** Decimal places of the vectors' values. */
  decimals: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Name of the word model that the records are. Text is embedded by looking up its words. */
  embedder: v.optional(v.string()),
  tags: v.record(v.string(), v.string()),
});

const manifestSchema = v.object({ samples: v.array(aboutSchema) });

const recordSchema = v.tuple([
  v.string(),
  v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.array(v.string())])),
]);

/** A sample's entry in the catalog. */
export type SampleInfo = v.InferOutput<typeof aboutSchema>;

/** The records of a sample; `values` is row-major. */
export type SampleRecords = {
  readonly ids: readonly string[];
  readonly metadata: readonly Metadata[];
  readonly values: Float32Array;
};

/** Reads the records of a sample. Throws `damaged` if its files are missing or do not match the catalog. */
export async function readSample(
  samplesFolder: string | undefined,
  about: SampleInfo,
): Promise<SampleRecords> {
  const folder = existing(samplesFolder);
  return decode(about.name, async () => {
    const readPacked = async (ending: string): Promise<Buffer> =>
      decompress(await readFile(path.join(folder, `${about.name}${ending}`)));
    const [lines, packed] = await Promise.all([
      readPacked('.records.br'),
      readPacked('.values.br'),
    ]);
    const records = lines
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => v.parse(recordSchema, JSON.parse(line)));
    if (records.length !== about.recordCount)
      throw new Error(`it holds ${records.length} records, not ${about.recordCount}`);
    return {
      ids: records.map(([id]) => id),
      metadata: records.map(([, metadata]) => metadata),
      values: unpackValues(packed, about.decimals, about.recordCount * about.dimension),
    };
  });
}

function existing(samplesFolder: string | undefined): string {
  if (samplesFolder !== undefined) return samplesFolder;
  throw new Failure('notFound', 'This engine has no samples: name their folder with --samples');
}

async function decode<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new Failure(
      'damaged',
      `The bundled sample data (${what}) cannot be read; install the extension again`,
      { cause: error },
    );
  }
}
