import { describe, expect, it } from 'vitest';
import type { CellOutcome } from '../../../../src/protocol/notebook.ts';
import { NotebookRuns, type RunCell } from '../../../../src/services/notebook/notebookRuns.ts';
import { binding, cell } from '../fakeProject.ts';

const notebook = { binding, cells: [cell] };

describe('a session', () => {
  it('reports a run from start to end, and keeps its outcome', async () => {
    const { session, changes, answer } = start();
    const run = session.run(cell, notebook);
    answer(0, hits('a'));
    await run;
    const done = { state: 'done', ranAs: cell, outcome: hits('a') };
    expect([changes, session.runs()]).toEqual([
      [
        { cellId: 'c', run: { state: 'running', ranAs: cell, startedAt: 1000 } },
        { cellId: 'c', run: done },
      ],
      { c: done },
    ]);
  });

  it('shows the hits of the run before while a cell runs', async () => {
    const { session, answer } = start();
    const first = session.run(cell, notebook);
    answer(0, hits('a'));
    await first;
    void session.run(cell, notebook);
    expect(session.runs()['c']).toMatchObject({ state: 'running', previous: hits('a') });
  });

  it('keeps hits through outcomes that have none, however many', async () => {
    const { session, answer } = start();
    const outcomes: CellOutcome[] = [hits('a'), failed, failed, { kind: 'invalid', problems: [] }];
    for (const [at, outcome] of outcomes.entries()) {
      const run = session.run(cell, notebook);
      answer(at, outcome);
      await run;
    }
    const outcome = { kind: 'invalid', problems: [], previous: hits('a') };
    expect(session.runs()['c']).toEqual({ state: 'done', ranAs: cell, outcome });
  });

  it('knows its hits by the present name of an environment that is renamed, before or as they come', async () => {
    const { session, answer } = start();
    const foundIn = (environment: string): CellOutcome =>
      ({ ...hits('a'), binding: { ...binding, environment } }) as CellOutcome;
    const own = { ...cell, binding: { environment: 'staging' } };
    const first = session.run(own, notebook);
    answer(0, foundIn('staging'));
    await first;
    session.renameEnvironment('staging', 'stage');
    expect(session.runs()['c']).toMatchObject({
      ranAs: { binding: { environment: 'stage' } },
      outcome: { binding: { environment: 'stage' } },
    });
    const second = session.run({ ...cell, binding: { environment: 'stage' } }, notebook);
    session.renameEnvironment('stage', 'rehearsal');
    answer(1, foundIn('stage'));
    await second;
    expect(session.runs()['c']).toMatchObject({
      ranAs: { binding: { environment: 'rehearsal' } },
      outcome: { binding: { environment: 'rehearsal' } },
    });
  });

  it('keeps the query of its hits after later changes and failures', async () => {
    const { session, answer } = start();
    const first = session.run(cell, notebook);
    answer(0, hits('a'));
    await first;
    const changed = { ...cell, filter: '{ "a": 1 }' };
    const second = session.run(changed, notebook);
    answer(1, failed);
    await second;
    expect(session.lastQuery(cell.id)).toEqual(cell);
    session.retain(
      () => false,
      () => false,
    );
    expect(session.lastQuery(cell.id)).toBeUndefined();
  });

  it('ends the earlier run of a cell that runs again', async () => {
    const { session, signals, answer } = start();
    const first = session.run(cell, notebook);
    const second = session.run(cell, notebook);
    answer(1, hits('b'));
    await second;
    answer(0, hits('late'));
    expect([await first, signals[0]?.aborted, session.runs()['c']]).toEqual([
      { kind: 'stopped' },
      true,
      { state: 'done', ranAs: cell, outcome: hits('b') },
    ]);
  });

  it('reports that a cell has stopped at once, before its request has ended', async () => {
    const { session, signals } = start();
    void session.run(cell, notebook);
    session.stop('c');
    expect([session.runs()['c'], signals[0]?.aborted]).toEqual([
      { state: 'done', ranAs: cell, outcome: { kind: 'stopped' } },
      true,
    ]);
  });

  it('runs cells beside each other', async () => {
    const { session, answer } = start();
    const runs = [session.run(cell, notebook), session.run({ ...cell, id: 'd' }, notebook)];
    answer(1, hits('d'));
    answer(0, hits('c'));
    expect(await Promise.all(runs)).toEqual([hits('c'), hits('d')]);
  });

  it('stops a removed cell, and forgets it once it cannot come back', async () => {
    const { session, signals } = start();
    void session.run(cell, notebook);
    session.retain(
      () => false,
      () => true,
    );
    const kept = session.runs()['c'];
    session.retain(
      () => false,
      () => false,
    );
    expect([signals[0]?.aborted, kept?.state, session.runs()]).toEqual([true, 'done', {}]);
  });

  it('stops all runs and fires no more events when it is disposed', async () => {
    const { session, signals, changes } = start();
    void session.run(cell, notebook);
    session.dispose();
    expect([signals[0]?.aborted, changes.length]).toEqual([true, 1]);
  });
});

const failed: CellOutcome = { kind: 'failed', message: 'No' };

function hits(id: string): CellOutcome {
  return {
    kind: 'hits',
    hits: [{ id, score: 1, metadata: {}, values: [] }],
    metric: 'cosine',
    usage: {},
    tookMs: 1,
    binding,
  };
}

/** A session over a runner that answers when told to, even after its signal. */
function start(): {
  session: NotebookRuns;
  changes: unknown[];
  signals: AbortSignal[];
  answer: (run: number, outcome: CellOutcome) => void;
} {
  const signals: AbortSignal[] = [];
  const resolves: ((outcome: CellOutcome) => void)[] = [];
  const run: RunCell = (_cell, _binding, signal) => {
    signals.push(signal);
    return new Promise<CellOutcome>((resolve) => resolves.push(resolve));
  };
  const session = new NotebookRuns(run, () => 1000);
  const changes: unknown[] = [];
  session.onDidChangeRun((change) => changes.push(change));
  return { session, changes, signals, answer: (run, outcome) => resolves[run]?.(outcome) };
}
