import type { Page } from '../../common/listPages.ts';
import { compareIds } from '../../model/idOrder.ts';
import { IdSample } from '../../model/idSample.ts';
import type { PullScope } from '../../model/twin.ts';

type Pages = AsyncIterable<Pick<Page<string>, 'items'>>;

/** Yields the listed ids that are in scope, in order. A sample is yielded as one page, once all ids are listed. */
export async function* selectIds(pages: Pages, scope: PullScope): AsyncGenerator<Page<string>> {
  if (scope.kind === 'all') {
    yield* pages;
    return;
  }
  const sample = new IdSample(scope.size, scope.seed);
  for await (const { items } of pages) for (const id of items) sample.add(id);
  yield { items: sample.ids().toSorted(compareIds) };
}
