import { describe, expect, it } from 'vitest';
import { noteFigure } from '../support/figures.ts';
import { runTracedCuts } from './powerTrace.ts';
import { prepareTracing } from './systemTrace.ts';

const canTrace = await prepareTracing();
if (!canTrace)
  noteFigure('power cuts of a recorded run', 'skipped: strace is missing or may not trace');

describe.runIf(canTrace)('an engine whose power is cut at a moment of a recorded run', () => {
  it('has every acknowledged change, and the one under way as a whole or not at all', async () => {
    const { events, answers, folders, whole } = await runTracedCuts(20_260_701);
    noteFigure(
      'power cuts of a recorded run',
      `${folders} folders of ${events} recorded events, ${answers} acknowledged changes, none lost`,
    );
    // Some cuts came before the answer and after its change had reached the disk.
    expect(whole).toBeGreaterThan(0);
  });
});
