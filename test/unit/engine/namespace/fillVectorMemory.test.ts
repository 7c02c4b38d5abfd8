import { describe, expect, it } from 'vitest';
import { fillVectorMemory } from '../../../../src/engine/namespace/fillVectorMemory.ts';
import { VectorMemoryBudget } from '../../../../src/engine/vectorSearch/rows/vectorMemoryBudget.ts';
import { readKernel } from '../../../../src/engine/kernels/kernelFile.ts';
import { VectorRows } from '../../../../src/engine/vectorSearch/rows/vectorRows.ts';

const dimension = 16;
const count = 3000;
const rowBytes = dimension * Float32Array.BYTES_PER_ELEMENT;
const module = readKernel();

describe('vectors that a snapshot does not hold', () => {
  it('are read into memory one by one, those of rows in use', async () => {
    const vectors = restored(new VectorMemoryBudget(2 * count * rowBytes));
    vectors.remove(7);
    const read: number[] = [];
    await fillVectorMemory(vectors, (row) => {
      read.push(row);
      return vectorOf(row);
    });
    const live = Array.from({ length: count }, (_, row) => row).filter((row) => row !== 7);
    expect(read).toEqual(live);
    expect(live.every((row) => vectors.isResident(row))).toBe(true);
    expect(vectors.resident(count - 1)).toEqual(vectorOf(count - 1));
  });

  it('are not read if they were written meanwhile, nor after they were let go', async () => {
    const vectors = restored(new VectorMemoryBudget(2 * count * rowBytes));
    const read: number[] = [];
    await fillVectorMemory(vectors, (row) => {
      read.push(row);
      if (row === 10) {
        vectors.remove(20);
        vectors.add(vectorOf(1));
      }
      if (row === 30) vectors.dispose();
      return vectorOf(row);
    });
    expect(read).not.toContain(20);
    expect(read.at(-1)).toBe(30);
  });

  it('stay on disk if memory has no room for all of them, but for those that searches need', async () => {
    const budget = new VectorMemoryBudget(2 * count * rowBytes);
    const vectors = restored(budget);
    budget.reserve((count + 1) * rowBytes);
    await fillVectorMemory(vectors, () => {
      throw new Error('None was to be read');
    });
    expect(vectors.hasRoom).toBe(true);
    expect(vectors.cache(5, vectorOf(5))).toBe(true);
  });

  it('are read by the searches that need them if they cannot be read before', async () => {
    const vectors = restored(new VectorMemoryBudget(2 * count * rowBytes));
    await fillVectorMemory(vectors, (row) => {
      if (row === 3) throw new Error('The database is damaged');
      return vectorOf(row);
    });
    expect(vectors.isResident(2)).toBe(true);
    expect(vectors.isResident(3)).toBe(false);
  });
});

/** Rows as a snapshot gives them: in use, with codes, without vectors. */
function restored(budget: VectorMemoryBudget): VectorRows {
  let id = 0;
  const context = { module, budget, nextSegmentId: () => ++id, releaseSegments: () => undefined };
  const vectors = new VectorRows(context, dimension, false);
  vectors.allocateSegments(count);
  const live = new Uint32Array(2 * Math.ceil(count / 64));
  for (let row = 0; row < count; row++) live[row >>> 5]! |= 1 << (row & 31);
  vectors.restore(count, live);
  return vectors;
}

function vectorOf(row: number): Float32Array {
  return new Float32Array(dimension).fill(row + 1);
}
