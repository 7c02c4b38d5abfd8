import { Failure } from '../../../common/failure.ts';
import { localEnvironment } from '../../../model/environment.ts';
import { IdDigester, isSameIdDigest } from '../../../model/idDigest.ts';
import type { VectorRecord } from '../../../model/record.ts';
import { isOriginOf, tagChangesOfTwin, twinOf, type Twin } from '../../../model/twin.ts';
import type { IndexClient, PineconeClient } from '../../../pinecone/pineconeClient.ts';
import { BatchTransfer, type BatchTransferDeps } from '../batchTransfer.ts';
import { checkpointNote, decodeCheckpoint } from '../checkpoint.ts';
import { CopySource } from '../copySource.ts';
import { ProgressMeter, type TransferProgress } from '../progressMeter.ts';
import type { PullsDeps } from '../pull.ts';
import {
  batchSize,
  defaultBudget,
  fetchUnits,
  priceOf,
  recordsOf,
  type PullSource,
} from '../pullPlan.ts';
import { ReadBudget } from '../readBudget.ts';
import { defaultReadLimits, SourceReader } from '../sourceReader.ts';
import { runTransfer, type TransferOutcome } from '../transfer.ts';
import { TallyJournal } from '../tallyJournal.ts';
import { assumedDimension, fitsTwin, hasShapeOf, twinWriter } from '../twinIndex.ts';
import type { Shortfall } from '../verifyTransfer.ts';

/** Returns about what a refresh costs in read units, if no record of the twin was deleted in the origin. */
export function refreshPrice(
  { total, held, twin: { scope } }: Pick<RefreshPreview, 'total' | 'held' | 'twin'>,
  depth: RefreshDepth,
): number {
  const { listUnits, fetchUnits: all } = priceOf(total, scope);
  const missing = Math.max(0, recordsOf(total, scope) - held);
  return listUnits + (depth === 'contents' ? all : fetchUnits(missing));
}

/** `ids` finds new and deleted records by a listing; `contents` reads all records and finds changed ones too. */
export type RefreshDepth = 'ids' | 'contents';

/** A twin and its origin as it is now. */
export type RefreshPreview = {
  readonly name: string;
  readonly twin: Twin;
  readonly source: PullSource;
  /** Numbers of records in the origin and in the twin. */
  readonly total: number;
  readonly held: number;
};

/** How a refresh ended. Without `complete`, the twin has some of the changes, and another refresh brings the rest. */
export type RefreshOutcome = TransferOutcome & {
  readonly depth: RefreshDepth;
  /** Numbers of records that were new, changed and deleted in the origin. */
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly readUnits: number;
};

export type RefreshOptions = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TransferProgress) => void;
};

export type RefreshDeps = Omit<PullsDeps, 'newId'>;

const idsPerDeletion = 1000;

/** Brings offline twins up to date with the namespaces that they were pulled from. */
export class TwinRefreshes {
  readonly #deps: RefreshDeps;
  readonly #running = new Set<string>();

  constructor(deps: RefreshDeps) {
    this.#deps = deps;
  }

  /**
   * Reads the sizes of a twin and its origin, at no read units. Throws `badInput` if the index is no twin, or its pull has
   * not ended, and `notFound` if the origin no longer exists.
   */
  async preview(name: string, signal: AbortSignal): Promise<RefreshPreview> {
    const local = await this.#deps.open(localEnvironment, signal);
    const index = await local.describeIndex(name, signal);
    const twin = twinOf(index.tags);
    if (twin === undefined)
      throw new Failure('badInput', `“${name}” was not pulled from elsewhere`);
    if (twin.state === 'running')
      throw new Failure('badInput', `The pull of “${name}” has not ended: resume it first`);
    const source = await this.#sourceOf(name, twin, signal);
    if (!hasShapeOf(source.index, index))
      throw new Failure(
        'badInput',
        `“${source.index.name}” has another dimension or other fields now: pull it again`,
      );
    const origin = await this.#deps.open(source.environment, signal);
    const count = async (client: PineconeClient, host: string): Promise<number> => {
      const { namespaces } = await client.index(host).stats(signal);
      return namespaces.find((one) => one.name === source.namespace)?.recordCount ?? 0;
    };
    const total = await count(origin, source.index.host);
    if (total === 0)
      throw new Failure(
        'badInput',
        `“${source.index.name}” has no records in “${source.namespace}” any more; the twin keeps its own`,
      );
    return { name, twin, source, total, held: await count(local, index.host) };
  }

  /** Brings new and deleted records over, with the depth `contents` changed ones too. */
  async run(
    preview: RefreshPreview,
    depth: RefreshDepth,
    options: RefreshOptions,
  ): Promise<RefreshOutcome> {
    const { name } = preview;
    if (this.#running.has(name))
      throw new Failure('conflict', `“${name}” is being refreshed: see its notification`);
    this.#running.add(name);
    try {
      return await this.#run(preview, depth, options);
    } finally {
      this.#running.delete(name);
      this.#deps.catalog.invalidate(localEnvironment.id);
    }
  }

  async #run(
    preview: RefreshPreview,
    depth: RefreshDepth,
    { signal, onProgress }: RefreshOptions,
  ): Promise<RefreshOutcome> {
    const { now } = this.#deps;
    const budget = new ReadBudget(defaultBudget(priceOf(preview.total, preview.twin.scope)));
    const meter = new ProgressMeter({ onProgress, now, readUnits: () => budget.used });
    const tally = new RefreshTally();
    const journal = new TallyJournal();
    const local = await this.#deps.openForWriting(localEnvironment, signal);
    const { host, documents } = await local.describeIndex(preview.name, signal);
    const client = local.index(host, documents);
    const copying = new BatchTransfer({
      ...(await this.#partsOf(preview, depth, { local, client, budget, meter, tally }, signal)),
      journal,
      meter,
      of: preview.total,
    });
    const run = async (both: AbortSignal): Promise<readonly Shortfall[]> => {
      const shortfalls = await copying.run(both);
      return [...shortfalls, ...(await this.#removeDeleted(preview, client, tally, both))];
    };
    const end = await runTransfer(
      {
        run,
        get failedAt() {
          return copying.failedAt;
        },
      },
      signal,
      budget,
    );
    const hasEnded = end.state === 'complete' || end.state === 'incomplete';
    if (hasEnded) await this.#note(local, preview, depth, end.state);
    const written = journal.tally.written.count;
    const added = Math.min(written, tally.added);
    const removed = hasEnded ? tally.removed.length : 0;
    return { ...end, depth, added, changed: written - added, removed, readUnits: budget.used };
  }

  async #partsOf(
    { name, twin, source: { environment, index, namespace } }: RefreshPreview,
    depth: RefreshDepth,
    { local, client, budget, meter, tally }: RunDeps,
    signal: AbortSignal,
  ): Promise<Pick<BatchTransferDeps<VectorRecord, VectorRecord, string>, PartName>> {
    const { now, limits = defaultReadLimits } = this.#deps;
    const dimension = assumedDimension(index);
    const onWait: ProgressMeter['wait'] = (reason) => meter.wait(reason);
    const shared = { namespace, dimension, limits, onWait, now };
    const service = await this.#deps.open(environment, signal);
    const origin = service.index(index.host, index.documents);
    const twins = await this.#deps.openTwins(signal);
    return {
      source: new CopySource({
        source: new SourceReader({ ...shared, client: origin, budget }),
        // Reads of this machine cost nothing.
        target: new SourceReader({ ...shared, client, budget: new ReadBudget(Infinity) }),
        mode: depth === 'ids' ? 'missing' : 'changed',
        part: { scope: twin.scope },
        recordsPerBatch: batchSize(dimension),
        onId: (id) => tally.see(id),
      }),
      transform: (record) => (fitsTwin(record, index) ? record : undefined),
      sink: {
        write: await twinWriter({ twins, local }, index, { index: name, namespace }, signal),
      },
    };
  }

  /** Deletes what the origin no longer has. Returns whether the twin then has other ids than the origin. */
  async #removeDeleted(
    { name, source: { index, namespace } }: RefreshPreview,
    client: Pick<IndexClient, 'delete'>,
    { listed, removed }: RefreshTally,
    signal: AbortSignal,
  ): Promise<readonly Shortfall[]> {
    if (listed.count === 0)
      throw new Failure('unavailable', `“${index.name}” lists no records: the twin keeps its own`);
    for (let from = 0; from < removed.length; from += idsPerDeletion) {
      const ids = removed.slice(from, from + idsPerDeletion);
      await client.delete({ namespace, ids }, signal);
    }
    const twins = await this.#deps.openTwins(signal);
    const held = await twins.digest(name, namespace, signal);
    if (isSameIdDigest(held, listed)) return [];
    return [{ kind: 'differs', held: held.count, written: listed.count }];
  }

  /** Saves in the twin's tags how new it is. */
  async #note(
    local: PineconeClient,
    { name, twin, total }: RefreshPreview,
    depth: RefreshDepth,
    state: 'complete' | 'incomplete',
  ): Promise<void> {
    const at = this.#deps.now();
    const { pull, origin, scope, pulledAtMs } = twin;
    const age = depth === 'ids' ? { pulledAtMs, idsComparedAtMs: at } : { pulledAtMs: at };
    const tags = tagChangesOfTwin({ pull, origin, scope, total, state, ...age });
    await local.configureIndex(name, { tags }, new AbortController().signal);
  }

  /** Tags may have the names of the origin in a short form, the notes of the pull have them in full. */
  async #sourceOf(name: string, twin: Twin, signal: AbortSignal): Promise<PullSource> {
    const twins = await this.#deps.openTwins(signal);
    const note = decodeCheckpoint(await twins.readNote(name, checkpointNote, signal))?.origin;
    const origin = note !== undefined && isOriginOf(twin, note) ? note : twin.origin;
    const environment = this.#deps.environments.byId(origin.environment);
    if (environment === undefined)
      throw new Failure(
        'notFound',
        `The environment that “${name}” was pulled from no longer exists`,
      );
    const client = await this.#deps.open(environment, signal);
    const index = await client.describeIndex(origin.index, signal);
    return { environment, index, namespace: origin.namespace };
  }
}

type RunDeps = {
  readonly local: PineconeClient;
  readonly client: IndexClient;
  readonly budget: ReadBudget;
  readonly meter: ProgressMeter;
  readonly tally: RefreshTally;
};

type PartName = 'source' | 'transform' | 'sink';

/** Counts the ids of origin and twin by the sides that have them. */
class RefreshTally {
  readonly removed: string[] = [];
  readonly #listed = new IdDigester();
  added = 0;

  get listed(): IdDigester['digest'] {
    return this.#listed.digest;
  }

  see({ id, isInSource, isInTarget }: { id: string; isInSource: boolean; isInTarget: boolean }) {
    if (isInSource) this.#listed.add(id);
    else this.removed.push(id);
    if (isInSource && !isInTarget) this.added++;
  }
}
