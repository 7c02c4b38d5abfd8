import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { MapParameters, MapQuality } from '../../model/map.ts';
import { derivedFolder } from '../store/derivedFiles.ts';
import type { MapGraph } from './mapGraph.ts';

/** A map that was made, as it is kept. */
export type KeptMap = {
  /** The freshness counter of the namespace that it shows. */
  readonly lsn: number;
  readonly madeAtMs: number;
  readonly quality?: MapQuality;
  /** All frames that lead to its last picture, as they go on the wire, without the end. */
  readonly frames: Uint8Array;
  readonly graph?: MapGraph;
};

/** What a map is of: `source` is the name of its index' file, which no other index ever gets. */
export type KeptMapKey = {
  readonly source: string;
  readonly namespace: string;
  readonly parameters: MapParameters;
};

type Header = {
  readonly lsn: number;
  readonly madeAtMs: number;
  readonly quality?: MapQuality;
  readonly frameBytes: number;
  readonly perPoint: number;
  readonly points: number;
};

/** Raised whenever maps of this version would look different. */
const version = 2;
const magic = Buffer.from(`VSMAP${String(version).padStart(3, '0')}`);
const digestBytes = 32;

/** Maps of other parameters go, the oldest first. */
const maxPerIndex = 12;

/**
 * Maps beside their indexes: `maps/SOURCE/HASH.map`. They can be made again, so that one that is missing, damaged or
 * from another version is simply not there.
 */
export class KeptMaps {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = derivedFolder(dataFolder, 'maps');
  }

  async read(key: KeptMapKey): Promise<KeptMap | undefined> {
    try {
      return decodeMap(await readFile(this.#file(key)));
    } catch {
      return undefined;
    }
  }

  /** Whole or not at all. */
  async write(key: KeptMapKey, map: KeptMap): Promise<void> {
    const file = this.#file(key);
    const draft = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    try {
      const handle = await open(draft, 'wx', 0o600);
      try {
        await handle.writev(encodeMap(map));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    await this.#removeOldest(path.dirname(file));
  }

  async #removeOldest(folder: string): Promise<void> {
    const names = await readdir(folder);
    const files = await Promise.all(
      names.map(async (name) => {
        const file = path.join(folder, name);
        const about = await stat(file).catch(() => undefined);
        return { file, changedMs: about?.mtimeMs ?? 0 };
      }),
    );
    const old = files.sort((a, b) => b.changedMs - a.changedMs).slice(maxPerIndex);
    await Promise.all(old.map(({ file }) => rm(file, { force: true })));
  }

  #file({ source, namespace, parameters }: KeptMapKey): string {
    const { method = 'umap', neighbours, minDistance, seed, sample } = parameters;
    const { distance, components } = parameters;
    const what = [namespace, method, neighbours, minDistance, seed, sample, distance, components];
    const others = parameters.namespaces?.toSorted() ?? [];
    const hash = createHash('sha256')
      .update(JSON.stringify([...what, ...others]))
      .digest('hex')
      .slice(0, 32);
    return path.join(this.#folder, source, `${hash}.map`);
  }
}

/** Magic, the header's length (u32, little endian), the header as JSON, frames, the graph, and a digest of all that. */
function encodeMap({ lsn, madeAtMs, quality, frames, graph }: KeptMap): Uint8Array[] {
  const header: Header = {
    lsn,
    madeAtMs,
    ...(quality && { quality }),
    frameBytes: frames.length,
    perPoint: graph?.perPoint ?? 0,
    points: graph === undefined ? 0 : graph.indices.length / graph.perPoint,
  };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const parts = [magic, length, json, frames];
  if (graph !== undefined) parts.push(bytesOf(graph.indices), bytesOf(graph.distances));
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return [...parts, hash.digest()];
}

function decodeMap(bytes: Buffer): KeptMap | undefined {
  const body = bytes.subarray(0, bytes.length - digestBytes);
  const digest = createHash('sha256').update(body).digest();
  if (!digest.equals(bytes.subarray(body.length))) return undefined;
  if (!body.subarray(0, magic.length).equals(magic)) return undefined;
  const begin = magic.length + 4;
  const frameAt = begin + body.readUInt32LE(magic.length);
  const header = JSON.parse(body.toString('utf8', begin, frameAt)) as Header;
  const { lsn, madeAtMs, quality, frameBytes, perPoint, points } = header;
  const graphAt = frameAt + frameBytes;
  const graphBytes = perPoint * points * 4;
  const copy = (from: number): ArrayBuffer =>
    new Uint8Array(body.subarray(from, from + graphBytes)).buffer;
  return {
    lsn,
    madeAtMs,
    ...(quality && { quality }),
    frames: body.subarray(frameAt, graphAt),
    ...(points > 0 && {
      graph: {
        perPoint,
        indices: new Int32Array(copy(graphAt)),
        distances: new Float32Array(copy(graphAt + graphBytes)),
      },
    }),
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
