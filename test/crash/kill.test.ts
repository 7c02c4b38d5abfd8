import { describe, expect, it } from 'vitest';
import { noteFigure } from '../support/figures.ts';
import { runCampaign } from './campaign.ts';

const kills = 12;
const kinds = [
  'backUp',
  'createIndex',
  'delete',
  'deleteByFilter',
  'deleteIndex',
  'updateManyByFilter',
  'upsert',
];

describe('an engine that is killed while it writes', () => {
  it('has every acknowledged write, and each other one as a whole or not at all', async () => {
    const result = await runCampaign({ kills, seed: 20_260_701, kinds });
    const { acknowledged, fates } = result;
    const writes = Object.values(acknowledged).reduce((sum, count) => sum + count, 0);
    noteFigure('kills with -9', `${kills}, ${writes} acknowledged writes, none lost`);
    // It was killed in the midst of work, and not only of waiting.
    expect(fates.whole + fates.absent).toBeGreaterThan(kills);
    expect(Object.keys(acknowledged)).toEqual(expect.arrayContaining(kinds));
  });
});
