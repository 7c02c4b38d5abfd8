import { FrameReader } from '../../../model/map/mapFrame.ts';
import type { MapPoints } from '../layout/startFromPrevious.ts';

/**
 * Decodes the ids and final positions from the frames of a cached map. Returns undefined when the frames hold
 * no 2D positions.
 */
export function decodePoints(frames: Uint8Array): MapPoints | undefined {
  const decoder = new TextDecoder();
  let ids: readonly string[] | undefined;
  let positions: ArrayBufferLike | undefined;
  for (const frame of new FrameReader((bytes) => decoder.decode(bytes)).push(frames)) {
    if (frame.type === 'points') ids = frame.ids;
    if (frame.type === 'positions' && frame.components === undefined) positions = frame.data;
  }
  return ids === undefined || positions === undefined ? undefined : { ids, positions };
}
