import { throwIfAborted } from '../../../common/async.ts';
import type { SplitParams } from '../prefix/prefixCalls.ts';
import type { PrefixesImage } from './rowPrefixes.ts';
import type { PrefixThread } from '../prefix/startPrefixThread.ts';
import type { VectorRows } from './vectorRows.ts';

/** Rows as they are to be kept. */
export type KeptRows = {
  /** From the first on. */
  readonly count: number;
  readonly prefixes: PrefixesImage | undefined;
};

/** By segment, what makes up the rows, as it lies in memory: to be filled from files. */
export function partsInMemory(
  vectors: VectorRows,
  { count, prefixes }: KeptRows,
): readonly (readonly Uint8Array[])[] {
  const { capacity } = vectors.codeLayout;
  const width = prefixes?.basis?.width ?? 0;
  return vectors.codeSegments.slice(0, Math.ceil(count / capacity)).map((segment, at) => {
    const rows = Math.min(capacity, count - at * capacity);
    return segment.kept(rows, width, prefixes?.counts[at] ?? 0);
  });
}

/**
 * By segment, what makes up the rows for files: not copies, they change with the next write, but for rows that are still to be
 * split, which a thread does while others have this one. Throws `cancelled` where the signal is raised.
 */
export async function* partsForFiles(
  vectors: VectorRows,
  kept: KeptRows,
  { start, signal }: { readonly start: () => PrefixThread; readonly signal: AbortSignal },
): AsyncGenerator<readonly Uint8Array[]> {
  let thread: PrefixThread | undefined;
  const end = (): void => thread?.dispose();
  signal.addEventListener('abort', end, { once: true });
  try {
    for (const [at, parts] of partsInMemory(vectors, kept).entries()) {
      throwIfAborted(signal);
      const isAsIs = vectors.codeSegments[at]?.isSplit === kept.prefixes?.split.includes(at);
      if (isAsIs || kept.prefixes === undefined) yield parts;
      else yield await split(vectors, kept, at, (thread ??= start()));
    }
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

async function split(
  vectors: VectorRows,
  { count, prefixes }: KeptRows,
  at: number,
  { calls }: PrefixThread,
): Promise<readonly Uint8Array[]> {
  const { dimension, codeLayout, codeSegments, isNormalised, filed } = vectors;
  const firstRow = at * codeLayout.capacity;
  const rows = Math.min(codeLayout.capacity, count - firstRow);
  const { id, memory } = codeSegments[at]!;
  const params: SplitParams = {
    dimension,
    isNormalised,
    segment: { id, memory },
    basis: prefixes!.basis!,
    rows,
  };
  const { file } = filed;
  if (file === undefined) return calls.call('split', params);
  const hold = file.hold();
  try {
    const inFile = Uint32Array.from({ length: rows }, (_, row) => firstRow + row).filter((row) =>
      filed.has(row),
    );
    const floats = {
      file: { descriptor: file.descriptor, dimension },
      firstRow,
      rows: inFile,
    };
    return await calls.call('split', { ...params, floats });
  } finally {
    hold.dispose();
  }
}
