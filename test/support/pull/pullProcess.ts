import type { PullScope } from '../../../src/model/twin.ts';
import { LiveMemory } from '../processes/liveMemory.ts';
import { createPulls, staging, type Address } from './pullParts.ts';

/** What a process is told by its argument. */
export type PullOrder = {
  readonly cloud: Address;
  readonly local: Address;
  readonly index: string;
  readonly scope: PullScope;
};

// A process that pulls, as an extension host does, to be killed at any moment: begins, or goes on where an earlier one
// was, and prints how far it is and how it ended.
const { cloud, local, index, scope } = JSON.parse(process.argv[2] ?? '') as PullOrder;
const { signal } = new AbortController();
const memory = new LiveMemory();
const pulls = createPulls(
  cloud,
  () => local,
  () => undefined,
);
const options = {
  signal,
  budget: 10_000_000,
  onProgress: (progress: object) => write({ progress }),
};
const offer = await pulls.preview(
  { environment: staging, index, namespace: '__default__' },
  signal,
);
write({ ready: true });
const begun = offer.twins.find(({ checkpoint }) => checkpoint !== undefined);
// Killed before its first note: nothing was read yet.
for (const { name, checkpoint } of offer.twins)
  if (checkpoint === undefined) await pulls.discard(name, signal);
const outcome =
  begun === undefined
    ? await pulls.start(
        await pulls.preview({ environment: staging, index, namespace: '__default__' }, signal),
        scope,
        options,
      )
    : await pulls.resume(begun.name, options);
write({ outcome, peakBytes: memory.peakBytes });

function write(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
