import type { Metric } from '../../../model/vectorIndex.ts';
import { metricNumbers } from '../../kernels/search/kernel.ts';
import type { MemoryRef } from '../quantize/codeSegment.ts';
import type { QueryCodes } from '../quantize/quantizedQuery.ts';
import type { PlannedPrefix, ScanPlan } from './quantizedScan.ts';
import { KeptRooms, keptRoomsBytes } from './keptRooms.ts';
import type { ScorePlan } from '../exact/rowScorer.ts';
import { ScanControl } from './scanControl.ts';
import { WordReader, WordWriter, wordsOf } from './sharedWords.ts';

/** A desk as another thread gets to know it. */
export type DeskRef = {
  /** From 1 on. */
  readonly id: number;
  readonly buffer: SharedArrayBuffer;
  readonly control: SharedArrayBuffer;
};

/** Finds a memory by its id, where it is known. */
export type FindMemory = (id: number) => WebAssembly.Memory | undefined;

export type ScanJob = { readonly plan: ScanPlan; readonly rooms: KeptRooms };
export type ScoreJob = { readonly plan: ScorePlan; readonly scores: Float64Array };
export type DeskJob = { readonly scan: ScanJob } | { readonly score: ScoreJob };

const jobKinds = { scan: 1, score: 2 } as const;
const absent = -1;

/** Shared memory on which one search at a time lies, with room for what each thread finds. */
export class ScanDesk {
  readonly id: number;
  readonly buffer: SharedArrayBuffer;
  readonly control: ScanControl;

  constructor({ id, buffer, control }: DeskRef) {
    this.id = id;
    this.buffer = buffer;
    this.control = new ScanControl(control);
  }

  get ref(): DeskRef {
    return { id: this.id, buffer: this.buffer, control: this.control.buffer };
  }

  layScan(plan: ScanPlan): KeptRooms {
    const { dimension, segments, rowCount, mask, query, prefix, isEuclidean, topK } = plan;
    const writer = this.#begin(jobKinds.scan);
    writer.numbers(dimension, rowCount, isEuclidean ? 1 : 0, topK, query.square);
    writer.list(segments.map(({ id }) => id));
    writer.bytes(bytesOf(mask));
    writeCodes(writer, query.coarse);
    writeCodes(writer, query.fine);
    writer.list(prefix?.counts ?? []);
    if (prefix !== undefined) {
      writeCodes(writer, prefix.query);
      writer.numbers(prefix.query.rest, prefix.query.rowNorm);
    }
    return new KeptRooms(this.buffer, writer.room(0), plan);
  }

  layScores(plan: ScorePlan): Float64Array {
    const { dimension, capacity, segments, rows, query } = plan;
    const writer = this.#begin(jobKinds.score);
    writer.numbers(dimension, capacity, metricNumbers[query.metric], query.norm);
    writer.list(segments.map((segment) => segment?.id ?? absent));
    writer.bytes(bytesOf(query.values));
    writer.bytes(bytesOf(rows));
    return new Float64Array(this.buffer, writer.room(8 * rows.length), rows.length);
  }

  /** What lies there; undefined where a memory of it is not known. */
  read(find: FindMemory): DeskJob | undefined {
    const reader = new WordReader(this.buffer);
    return reader.number() === jobKinds.scan
      ? readScan(reader, this.buffer, find)
      : readScores(reader, this.buffer, find);
  }

  #begin(kind: number): WordWriter {
    this.control.reset();
    const writer = new WordWriter(this.buffer);
    writer.numbers(kind);
    return writer;
  }
}

/** Bytes that such a search takes on a desk, or a few more. */
export function scanBytes(plan: ScanPlan): number {
  const { segments, mask, query, prefix } = plan;
  const numbers = 40 + 2 * segments.length;
  const codes = query.coarse.codes.length + query.fine.codes.length;
  const prefixes = prefix?.query.codes.length ?? 0;
  return 8 * (numbers + wordsOf(mask.byteLength + codes + prefixes)) + keptRoomsBytes(plan);
}

export function scoreBytes({ segments, rows, query }: ScorePlan): number {
  return 8 * (16 + segments.length + wordsOf(query.values.byteLength) + 2 * rows.length);
}

function writeCodes(writer: WordWriter, { codes, scale, norm, error }: QueryCodes): void {
  writer.numbers(scale, norm, error);
  writer.bytes(codes);
}

function readCodes(reader: WordReader): QueryCodes {
  const [scale, norm, error] = [reader.number(), reader.number(), reader.number()];
  return { scale, norm, error, codes: reader.bytes() };
}

function readScan(
  reader: WordReader,
  buffer: SharedArrayBuffer,
  find: FindMemory,
): DeskJob | undefined {
  const [dimension, rowCount] = [reader.number(), reader.number()];
  const [isEuclidean, topK, square] = [reader.number() === 1, reader.number(), reader.number()];
  const segments = memoriesOf(reader.list(), find);
  const mask = wordsIn(reader.bytes());
  const query = { coarse: readCodes(reader), fine: readCodes(reader), square };
  const counts = reader.list();
  const prefix = counts.length === 0 ? undefined : readPrefix(reader, counts);
  if (segments === undefined) return undefined;
  const plan: ScanPlan = {
    ...(prefix && { prefix }),
    dimension,
    segments: segments.filter((one) => one !== undefined),
    rowCount,
    mask,
    query,
    isEuclidean,
    topK,
  };
  return { scan: { plan, rooms: new KeptRooms(buffer, reader.room(0), plan) } };
}

function readPrefix(reader: WordReader, counts: readonly number[]): PlannedPrefix {
  const codes = readCodes(reader);
  const [rest, rowNorm] = [reader.number(), reader.number()];
  return { counts, query: { ...codes, rest, rowNorm } };
}

function readScores(
  reader: WordReader,
  buffer: SharedArrayBuffer,
  find: FindMemory,
): DeskJob | undefined {
  const [dimension, capacity] = [reader.number(), reader.number()];
  const [metric, norm] = [metricOf(reader.number()), reader.number()];
  const segments = memoriesOf(reader.list(), find);
  const values = reader.bytes();
  const rows = wordsIn(reader.bytes());
  if (segments === undefined) return undefined;
  const query = {
    metric,
    values: new Float32Array(values.buffer, values.byteOffset, values.length / 4),
    norm,
  };
  const scores = new Float64Array(buffer, reader.room(8 * rows.length), rows.length);
  return { score: { plan: { dimension, capacity, segments, rows, query }, scores } };
}

function memoriesOf(
  ids: readonly number[],
  find: FindMemory,
): (MemoryRef | undefined)[] | undefined {
  const memories = ids.map((id) => (id === absent ? undefined : find(id)));
  if (memories.some((memory, at) => memory === undefined && ids[at] !== absent)) return undefined;
  return memories.map((memory, at) => memory && { id: ids[at]!, memory });
}

function metricOf(number: number): Metric {
  const metrics = Object.keys(metricNumbers) as Metric[];
  return metrics.find((metric) => metricNumbers[metric] === number)!;
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function wordsIn({ buffer, byteOffset, byteLength }: Uint8Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}
