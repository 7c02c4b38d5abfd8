import { FrameReader } from '../../../model/map/mapFrame.ts';
import type { MapQuality } from '../../../model/map/map.ts';
import type { CachedMap } from './mapFile.ts';
import type { EncodedFrame } from '../mapThreadCalls.ts';

/** Collects the frames of a map in progress and returns those that restore its final state. */
export class FrameCollector {
  readonly #lasting: Uint8Array[] = [];
  #positions: Uint8Array | undefined;
  #quality: MapQuality | undefined;

  add({ type, bytes }: EncodedFrame): void {
    if (type === 'positions') this.#positions = bytes;
    else if (type === 'done') this.#quality = qualityOf(bytes);
    else if (type !== 'progress') this.#lasting.push(bytes);
  }

  take(): Pick<CachedMap, 'frames' | 'quality'> {
    const parts = this.#positions === undefined ? [] : [this.#positions];
    const frames = Buffer.concat([...this.#lasting, ...parts]);
    return { frames, ...(this.#quality && { quality: this.#quality }) };
  }
}

function qualityOf(bytes: Uint8Array): MapQuality | undefined {
  const decoder = new TextDecoder();
  const [frame] = new FrameReader((text) => decoder.decode(text)).push(bytes);
  return frame?.type === 'done' ? frame.quality : undefined;
}
