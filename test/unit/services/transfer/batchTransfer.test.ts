import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import { digestOf, emptyIdDigest } from '../../../../src/model/idDigest.ts';
import { BatchTransfer } from '../../../../src/services/transfer/batchTransfer.ts';
import {
  ProgressMeter,
  type TransferProgress,
} from '../../../../src/services/transfer/progressMeter.ts';
import {
  runTransfer,
  type Batch,
  type Journal,
  type Sink,
  type Source,
  type Tally,
  type TransferOutcome,
} from '../../../../src/services/transfer/transfer.ts';

type Item = { readonly id: string; readonly size: number };

const never = new AbortController().signal;
const items: readonly Item[] = Array.from({ length: 25 }, (_, at) => ({ id: `i${at}`, size: at }));

/** Ten items in each batch, from where the journal stands. */
class Items implements Source<Item, number> {
  readonly reads: number[] = [];
  readonly #from: () => number;
  readonly #list: readonly Item[];

  constructor(from: () => number, list = items) {
    this.#from = from;
    this.#list = list;
  }

  async *batches(): AsyncGenerator<Batch<Item, number>> {
    for (let at = this.#from(); at < items.length; at += 10) {
      const read = async (): Promise<readonly Item[]> => {
        this.reads.push(at);
        return this.#list.slice(at, at + 10);
      };
      yield { read, position: at + 10 };
    }
  }

  async evidence(): Promise<{ wanted: number; listed: number; counted: number }> {
    return { wanted: items.length, listed: items.length, counted: items.length };
  }
}

class Notes implements Journal<number> {
  tally: Tally = { written: emptyIdDigest, leftOut: 0 };
  position = 0;
  isPaused = false;
  isComplete: boolean | undefined;

  async advance(tally: Tally, position: number): Promise<void> {
    this.tally = tally;
    this.position = position;
  }

  async pause(): Promise<void> {
    this.isPaused = true;
  }

  async end(isComplete: boolean): Promise<void> {
    this.isComplete = isComplete;
  }
}

type Bench = {
  readonly source: Items;
  readonly sink: Sink<number>;
  readonly journal: Notes;
  readonly steps?: TransferProgress[];
  readonly signal?: AbortSignal;
};

function move({
  source,
  sink,
  journal,
  steps = [],
  signal = never,
}: Bench): Promise<TransferOutcome> {
  const meter = new ProgressMeter({ onProgress: (step) => steps.push(step), now: () => 0 });
  const transform = ({ size }: Item): number | undefined => (size === 7 ? undefined : size * 2);
  const parts = { source, transform, sink, journal, meter, of: items.length };
  return runTransfer(new BatchTransfer(parts), signal);
}

describe('a transfer by batches', () => {
  it('writes the transformed records in order, and counts those that it skips', async () => {
    const journal = new Notes();
    const written: number[] = [];
    const sink = { write: async (some: readonly number[]) => void written.push(...some) };
    const steps: TransferProgress[] = [];
    const end = await move({ source: new Items(() => 0), sink, journal, steps });
    expect(written).toEqual(items.filter(({ size }) => size !== 7).map(({ size }) => size * 2));
    expect(end).toEqual({ state: 'incomplete', shortfalls: [{ kind: 'unfit', count: 1 }] });
    expect([journal.tally.leftOut, journal.isComplete]).toEqual([1, false]);
    expect(steps.map(({ phase, done }) => `${phase} ${done}`)).toEqual([
      'reading 0',
      'reading 9',
      'reading 19',
      'reading 24',
      'verifying 24',
    ]);
  });

  it('goes on from its journal, and writes nothing twice', async () => {
    const journal = new Notes();
    const written: number[] = [];
    let fails = true;
    const sink = {
      write: async (some: readonly number[]) => {
        if (fails && written.length > 0) throw new Failure('network', 'The line is dead');
        written.push(...some);
      },
    };
    const first = await move({ source: new Items(() => 0), sink, journal });
    expect(first).toMatchObject({ state: 'interrupted', at: 'sink', failure: { kind: 'network' } });
    expect([journal.position, journal.isPaused]).toEqual([10, true]);
    fails = false;
    const source = new Items(() => journal.position);
    await move({ source, sink, journal });
    expect(source.reads).toEqual([10, 20]);
    expect(written).toEqual(items.filter(({ size }) => size !== 7).map(({ size }) => size * 2));
  });

  it('reports a failure of its source, and throws failures that it cannot resume from', async () => {
    const failing = (kind: 'unavailable' | 'badInput'): Promise<TransferOutcome> => {
      const source = new Items(() => 0);
      source.batches = async function* () {
        const read = (): Promise<never> => Promise.reject(new Failure(kind, 'No'));
        yield { read, position: 10 };
      };
      return move({ source, sink: { write: async () => undefined }, journal: new Notes() });
    };
    expect(await failing('unavailable')).toMatchObject({ state: 'interrupted', at: 'source' });
    await expect(failing('badInput')).rejects.toMatchObject({ kind: 'badInput' });
  });

  it('is incomplete where records have gone, or the sink holds others', async () => {
    const few = items.slice(0, 12);
    const held = async (): Promise<ReturnType<typeof digestOf>> => digestOf(['another']);
    const sink = { write: async () => undefined, held };
    const end = await move({ source: new Items(() => 0, few), sink, journal: new Notes() });
    expect(end).toEqual({
      state: 'incomplete',
      shortfalls: [
        { kind: 'vanished', count: 13 },
        { kind: 'unfit', count: 1 },
        { kind: 'differs', held: 1, written: 11 },
      ],
    });
  });

  it('writes what was read when it is cancelled, and no more', async () => {
    const stop = new AbortController();
    const journal = new Notes();
    const written: number[] = [];
    const sink = {
      write: async (some: readonly number[]) => {
        written.push(...some);
        stop.abort();
      },
    };
    const source = new Items(() => 0);
    const batches = source.batches.bind(source);
    source.batches = async function* () {
      for await (const { read, position } of batches()) {
        if (stop.signal.aborted) throw new Failure('cancelled', 'Cancelled');
        yield { read, position };
      }
    };
    const end = await move({ source, sink, journal, signal: stop.signal });
    expect(end).toEqual({ state: 'cancelled' });
    expect(written.length).toBe(journal.tally.written.count);
    expect(journal.isPaused).toBe(true);
  });
});
