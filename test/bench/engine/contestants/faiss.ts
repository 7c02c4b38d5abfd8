import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { footprintOf } from '../../shared/footprint.ts';
import { findPython, programs } from '../../shared/python.ts';
import type { Contestant, Kind, Setting } from './contestant.ts';

type Structure = 'flat' | 'sq8' | 'hnsw';

export const faissFlat = kindOf('FAISS Flat', 'flat');
export const faissSq8 = kindOf('FAISS SQ8', 'sq8');
export const faissHnsw = kindOf('FAISS HNSW32 (ef 64)', 'hnsw');

function kindOf(name: string, structure: Structure): Kind {
  return {
    name,
    isExact: structure === 'flat',
    canFilter: false,
    keepsFiles: true,
    ...(structure === 'hnsw' && { builtAs: name }),
    leftOut: ({ count, topK }) => {
      if (count > 500_000) return 'its index takes longer to build than all else here';
      return structure === 'hnsw' && topK > 1000 ? 'a graph is not made for so many' : undefined;
    },
    create: (setting) => contestant(setting, structure),
  };
}

/** In Python, whose clock counts: FAISS has no package for Node. */
function contestant({ rows, metric, folder, threads }: Setting, structure: Structure): Contestant {
  const python = findPython();
  if (python === undefined) throw new Error('there is no Python with FAISS here');
  const file = path.join(folder, 'index.faiss');
  const words = [
    path.join(programs, 'faissContestant.py'),
    structure,
    metric,
    rows.file,
    String(rows.dimension),
    file,
    String(threads),
  ];
  const child = spawn(python, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ask = askerOf(child);
  return {
    load: async () => void (await ask({ call: 'load' })),
    open: async () => void (await ask({ call: 'open' })),
    search: async ({ query, topK }) => {
      const bytes = Buffer.from(query.buffer, query.byteOffset, query.byteLength);
      const answer = await ask({ call: 'search', query: bytes.toString('base64'), topK });
      return answer as { rows: readonly number[]; ms: number };
    },
    memoryBytes: () => footprintOf(child.pid!)?.residentBytes ?? Number.NaN,
    close: () => void child.kill('SIGKILL'),
  };
}

/** Sends a line, and resolves with the next one. Rejects once the process has ended. */
function askerOf(child: ChildProcess): (request: object) => Promise<unknown> {
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return async (request) => {
    child.stdin!.write(`${JSON.stringify(request)}\n`);
    const line = await lines.next();
    if (line.done === true) throw new Error('FAISS ended early');
    return JSON.parse(line.value) as unknown;
  };
}
