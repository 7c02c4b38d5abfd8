import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { MapQuality } from '../../../model/map/map.ts';
import type { KnnGraph } from '../neighbours/knnGraph.ts';

/**
 * Writes a map file: magic, header length (u32, little endian), header as JSON, frames, graph, SHA-256 of
 * everything before.
 */
export async function writeMap(
  file: FileHandle,
  { lsn, madeAtMs, quality, frames, graph }: CachedMap,
): Promise<void> {
  const header: Header = {
    lsn,
    madeAtMs,
    ...(quality && { quality }),
    frameBytes: frames.length,
    perPoint: graph?.perPoint ?? 0,
    points: graph === undefined ? 0 : graph.indices.length / graph.perPoint,
  };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(json.length);
  const sections = [Buffer.concat([magic, length, json]), frames];
  if (graph !== undefined) sections.push(bytesOf(graph.indices), bytesOf(graph.distances));
  const hash = createHash('sha256');
  for (const section of sections)
    for (const part of partsOf(section)) {
      hash.update(part);
      await file.writeFile(part);
    }
  await file.writeFile(hash.digest());
}

/** A finished map as stored in the cache. */
export type CachedMap = {
  /** The LSN of the namespaces that it shows. */
  readonly lsn: number;
  readonly madeAtMs: number;
  readonly quality?: MapQuality;
  /** The encoded frames that restore its final state, without `done`. */
  readonly frames: Uint8Array;
  readonly graph?: KnnGraph;
};

type Header = {
  readonly lsn: number;
  readonly madeAtMs: number;
  readonly quality?: MapQuality;
  readonly frameBytes: number;
  readonly perPoint: number;
  readonly points: number;
};

/**
 * Format version. Raise it when maps of this version would look different or give different analyses: older
 * files are then ignored and made again.
 */
const version = 6;
const magic = Buffer.from(`VSMAP${String(version).padStart(3, '0')}`);
const lengthBytes = 4;
const digestBytes = 32;

/**
 * Files have hundreds of megabytes. Hashing them in parts of a millisecond each lets the thread serve other
 * requests in between.
 */
const partBytes = 1024 * 1024;

/** Reads a map file. Returns undefined when it is damaged, truncated or of another version. */
export async function readMap(file: FileHandle): Promise<CachedMap | undefined> {
  const { size } = await file.stat();
  const reader = new HashedReader(file);
  const start = await reader.read(new Uint8Array(magic.length + lengthBytes));
  if (start === undefined || !magic.equals(start.subarray(0, magic.length))) return undefined;
  const headerBytes = Buffer.from(start.buffer).readUInt32LE(magic.length);
  if (headerBytes > size) return undefined;
  const json = await reader.read(new Uint8Array(headerBytes));
  const header = json && (JSON.parse(Buffer.from(json).toString()) as Header);
  if (header === undefined) return undefined;
  const { lsn, madeAtMs, quality, frameBytes, perPoint, points } = header;
  // Checks the claimed sizes before allocating memory for them.
  const graphBytes = perPoint * points * Int32Array.BYTES_PER_ELEMENT;
  const claimed = start.length + headerBytes + frameBytes + 2 * graphBytes + digestBytes;
  if (claimed !== size) return undefined;
  const frames = await reader.read(new Uint8Array(frameBytes));
  const indices = await reader.read(new Uint8Array(graphBytes));
  const distances = await reader.read(new Uint8Array(graphBytes));
  if (frames === undefined || indices === undefined || distances === undefined) return undefined;
  if (!(await reader.endsWithDigest())) return undefined;
  const graph = {
    perPoint,
    indices: new Int32Array(indices.buffer),
    distances: new Float32Array(distances.buffer),
  };
  return { lsn, madeAtMs, ...(quality && { quality }), frames, ...(points > 0 && { graph }) };
}

/** Reads a file sequentially and hashes what it has read. */
class HashedReader {
  readonly #file: FileHandle;
  readonly #hash: Hash = createHash('sha256');

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Fills `bytes` from the file and returns it; undefined when the file is too short. */
  async read(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
    for (const part of partsOf(bytes)) {
      if (!(await this.#fill(part))) return undefined;
      this.#hash.update(part);
    }
    return bytes;
  }

  async endsWithDigest(): Promise<boolean> {
    const digest = new Uint8Array(digestBytes);
    return (await this.#fill(digest)) && this.#hash.digest().equals(digest);
  }

  async #fill(bytes: Uint8Array): Promise<boolean> {
    for (let at = 0; at < bytes.length;) {
      const { bytesRead } = await this.#file.read(bytes, at, bytes.length - at);
      if (bytesRead === 0) return false;
      at += bytesRead;
    }
    return true;
  }
}

function* partsOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += partBytes) yield bytes.subarray(at, at + partBytes);
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
