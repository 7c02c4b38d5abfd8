import { expect, it } from 'vitest';
import { Failure } from '../../../../../src/common/failure.ts';
import { RpcClient, RpcServer, type Handlers } from '../../../../../src/common/rpc.ts';
import type { MapCalls } from '../../../../../src/protocol/map.ts';
import { Findings } from '../../../../../webview/map/findings/findings.ts';
import { connectedPorts } from '../connectedPorts.ts';

const outlier = { id: 'odd', distance: 0.4, factor: 3 };

function findings(
  answers: Partial<Pick<Handlers<MapCalls>, 'duplicates.find' | 'outliers.find'>> = {},
) {
  const [view, host] = connectedPorts();
  new RpcServer<MapCalls>(host, {
    'duplicates.find': () => ({ groups: [['a', 'b']] }),
    'outliers.find': () => [outlier],
    ...answers,
  } as Handlers<MapCalls>);
  const seen: string[] = [];
  const all = new Findings(new RpcClient<MapCalls>(view), () =>
    seen.push(`${all.duplicates.at} ${all.outliers.at}`),
  );
  return { all, seen };
}

it('finds duplicates and outliers, each when it is asked for', async () => {
  const { all, seen } = findings();
  await all.findDuplicates(0.1);
  await all.findOutliers();
  expect(all.maxDistance).toBe(0.1);
  expect([all.duplicates, all.outliers]).toEqual([
    { at: 'found', found: [['a', 'b']] },
    { at: 'found', found: [outlier] },
  ]);
  expect(seen).toEqual(['searching nothing', 'found nothing', 'found searching', 'found found']);
});

it('asks for outliers in the order that was chosen last', async () => {
  const asked: string[] = [];
  const { all } = findings({
    'outliers.find': ({ by }) => {
      asked.push(by);
      return [outlier];
    },
  });
  await all.findOutliers();
  await all.findOutliers('distance');
  all.reset();
  await all.findOutliers();
  expect(asked).toEqual(['factor', 'distance', 'distance']);
});

it('says why nothing was found', async () => {
  const { all } = findings({
    'outliers.find': () => {
      throw new Failure('badInput', 'This map has no neighbours');
    },
  });
  await all.findOutliers();
  expect(all.outliers).toEqual({ at: 'failed', message: 'This map has no neighbours' });
});

it('does not show what was found in a map that is gone', async () => {
  const answer = Promise.withResolvers<MapCalls['duplicates.find']['result']>();
  const { all } = findings({ 'duplicates.find': () => answer.promise });
  const finding = all.findDuplicates(0.1);
  all.reset();
  answer.resolve({ groups: [['a', 'b']] });
  await finding;
  expect(all.duplicates).toEqual({ at: 'nothing' });
});
