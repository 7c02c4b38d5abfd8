import { abortedLater } from '../../common/async.ts';
import { IdDigester, isSameIdDigest } from '../../model/idDigest.ts';
import { IdSample } from '../../model/idSample.ts';
import type { VectorRecord } from '../../model/record.ts';
import { tagsOfTwin } from '../../model/twin.ts';
import type { TwinClient } from '../../pinecone/twinClient.ts';
import {
  checkpointNote,
  encodeCheckpoint,
  idNoteName,
  idNotesOf,
  twinAt,
  type Checkpoint,
} from './checkpoint.ts';
import { listIds } from './listing.ts';
import { RateMeter } from './pace.ts';
import { groupSize, recordsOf } from './pullPlan.ts';
import type { SourceReader } from './sourceReader.ts';
import { verify, type Shortfall } from './verify.ts';

export type PullPhase = 'listing' | 'reading' | 'verifying';

export type PullProgress = {
  readonly phase: PullPhase;
  readonly done: number;
  readonly of: number;
  readonly readUnits: number;
  /** Records a second, and seconds until the phase ends; absent as long as too little is known. */
  readonly perSecond?: number;
  readonly secondsLeft?: number;
};

export type PullRunOptions = {
  readonly reader: SourceReader;
  readonly twins: TwinClient;
  readonly twin: { readonly index: string; readonly namespace: string; readonly dimension: number };
  readonly checkpoint: Checkpoint;
  readonly now: () => number;
  readonly onProgress: (progress: PullProgress) => void;
};

/** Records that belong together: once they are written, the checkpoint changes so. */
type Group = { readonly ids: readonly string[]; readonly after: Partial<Checkpoint> };

/** Groups that are fetched while an earlier one is written. */
const groupsAhead = 3;

/** Between two notes on a listing for a sample, of which nothing is written yet. */
const listingNoteEveryMs = 5000;

/**
 * One go at a pull, from its checkpoint to the end or to what stops it. Writing a record twice changes nothing, so a
 * kill between a write and its checkpoint costs a group that is read again, and no more.
 */
export class PullRun {
  readonly #options: PullRunOptions;
  #meter = new RateMeter();
  #phase: PullPhase | undefined;
  #checkpoint: Checkpoint;
  #sampleIds: readonly string[] = [];

  constructor(options: PullRunOptions) {
    this.#options = options;
    this.#checkpoint = options.checkpoint;
  }

  get checkpoint(): Checkpoint {
    return this.#checkpoint;
  }

  /** Resolves with what is missing for it to be complete. Throws what stops it; the checkpoint then says how far it is. */
  async run(signal: AbortSignal): Promise<readonly Shortfall[]> {
    const { scope } = this.#checkpoint;
    if (scope.kind === 'all') {
      await this.#transfer((both) => this.#listedGroups(both), signal);
    } else {
      await this.#listSample(
        new IdSample(scope.size, scope.seed, await this.#notedIds(signal)),
        signal,
      );
      await this.#transfer(() => this.#sampleGroups(), signal);
    }
    return this.#verify(signal);
  }

  async #listSample(sample: IdSample, signal: AbortSignal): Promise<void> {
    const { reader, now } = this.#options;
    const { listing: from, total } = this.#checkpoint;
    const size = groupSize(this.#options.twin.dimension);
    let notedAt = now();
    try {
      for await (const { ids, listing } of listIds(reader, from, size, signal)) {
        for (const id of ids) sample.add(id);
        this.#checkpoint = { ...this.#checkpoint, listing };
        this.#tell('listing', listing.listed.count, total);
        if (!listing.isDone && now() - notedAt < listingNoteEveryMs) continue;
        await this.#noteSample(sample, signal);
        notedAt = now();
      }
    } catch (error) {
      await ifPossible((brief) => this.#noteSample(sample, brief));
      throw error;
    }
    this.#sampleIds = sample.ids();
  }

  async #noteSample(sample: IdSample, signal: AbortSignal): Promise<void> {
    const { twins, twin } = this.#options;
    const notes = idNotesOf(sample.ids());
    for (const [number, value] of notes.entries())
      await twins.saveNote(twin.index, { name: idNoteName(number), value }, signal);
    await this.#save({ idNotes: notes.length }, signal);
  }

  async #notedIds(signal: AbortSignal): Promise<readonly string[]> {
    const { twins, twin } = this.#options;
    const ids: string[] = [];
    for (let number = 0; number < this.#checkpoint.idNotes; number++) {
      const note = await twins.readNote(twin.index, idNoteName(number), signal);
      for (const id of Array.isArray(note) ? (note as unknown[]) : [])
        if (typeof id === 'string') ids.push(id);
    }
    return ids;
  }

  async *#listedGroups(signal: AbortSignal): AsyncGenerator<Group> {
    const size = groupSize(this.#options.twin.dimension);
    const { listing: from } = this.#checkpoint;
    for await (const { ids, listing } of listIds(this.#options.reader, from, size, signal))
      yield { ids, after: { listing } };
  }

  async *#sampleGroups(): AsyncGenerator<Group> {
    const size = groupSize(this.#options.twin.dimension);
    for (let { place } = this.#checkpoint; place < this.#sampleIds.length; place += size) {
      const ids = this.#sampleIds.slice(place, place + size);
      yield { ids, after: { place: place + ids.length } };
    }
  }

  /** Fetches some groups at once, and writes them one after the other: what is noted has no gaps. */
  async #transfer(
    groupsOf: (signal: AbortSignal) => AsyncGenerator<Group>,
    signal: AbortSignal,
  ): Promise<void> {
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    const late = abortedLater(signal, lastWriteMs);
    const ahead: Promise<void>[] = [];
    let written: Promise<void> = Promise.resolve();
    const writeAfter = async (before: Promise<void>, group: Group): Promise<void> => {
      const fetching = this.#options.reader.fetch(group.ids, both);
      fetching.catch(() => undefined);
      try {
        await before;
        // What has been fetched is paid for: it is written, whatever the user has meanwhile decided.
        await this.#write(group, await fetching, AbortSignal.any([late, stop.signal]));
      } catch (error) {
        stop.abort();
        throw error;
      }
    };
    const transferAll = async (): Promise<void> => {
      for await (const group of groupsOf(both)) {
        written = writeAfter(written, group);
        written.catch(() => undefined);
        ahead.push(written);
        if (ahead.length >= groupsAhead) await ahead.shift();
      }
    };
    const [listed] = await Promise.allSettled([transferAll()]);
    // Where listing failed, what was listed before is still brought in. Where a write failed, that is the reason.
    const [last] = await Promise.allSettled([written]);
    const failed = [last, listed].find(({ status }) => status === 'rejected');
    if (failed?.status !== 'rejected') return;
    await ifPossible((brief) => this.#save({}, brief));
    throw failed.reason;
  }

  async #write(
    { after }: Group,
    found: readonly VectorRecord[],
    signal: AbortSignal,
  ): Promise<void> {
    const { twins, twin } = this.#options;
    const fitting = found.filter(({ values }) => values.length === twin.dimension);
    await twins.importRecords(twin, fitting, signal);
    const digester = new IdDigester(this.#checkpoint.written);
    for (const { id } of fitting) digester.add(id);
    const unfit = this.#checkpoint.unfit + found.length - fitting.length;
    await this.#save({ ...after, written: digester.digest, unfit }, signal);
    const { scope, total, written } = this.#checkpoint;
    this.#tell('reading', written.count, recordsOf(total, scope));
  }

  async #verify(signal: AbortSignal): Promise<readonly Shortfall[]> {
    const { reader, twins, twin, now } = this.#options;
    const { listing, written, unfit, scope } = this.#checkpoint;
    this.#tell('verifying', written.count, written.count);
    const held = await twins.digest(twin.index, twin.namespace, signal);
    const shortfalls = verify({
      wanted: scope.kind === 'all' ? listing.listed.count : this.#sampleIds.length,
      listed: listing.listed.count,
      counted: await reader.count(signal),
      written: written.count,
      unfit,
      held: held.count,
      isSame: isSameIdDigest(held, written),
    });
    await this.#save({ state: shortfalls.length === 0 ? 'complete' : 'incomplete' }, signal, now());
    return shortfalls;
  }

  async #save(
    changes: Partial<Checkpoint>,
    signal: AbortSignal,
    endedAtMs?: number,
  ): Promise<void> {
    const { twins, twin, reader } = this.#options;
    const checkpoint = { ...this.#checkpoint, ...changes, readUnits: reader.budget.used };
    const value = encodeCheckpoint(checkpoint);
    const tags = endedAtMs === undefined ? {} : { tags: tagsOfTwin(twinAt(checkpoint, endedAtMs)) };
    await twins.saveNote(twin.index, { name: checkpointNote, value, ...tags }, signal);
    this.#checkpoint = checkpoint;
  }

  #tell(phase: PullPhase, done: number, of: number): void {
    if (phase !== this.#phase) this.#meter = new RateMeter();
    this.#phase = phase;
    this.#meter.mark(this.#options.now(), done);
    const { perSecond } = this.#meter;
    const isMoving = perSecond !== undefined && perSecond > 0;
    this.#options.onProgress({
      phase,
      done,
      of,
      readUnits: this.#options.reader.budget.used,
      ...(isMoving ? { perSecond, secondsLeft: Math.max(0, of - done) / perSecond } : {}),
    });
  }
}

/** How long the records may take to be written that are there when the pull is stopped. */
const lastWriteMs = 5000;

/** How long a note may take that is written when the pull has been stopped. */
const lastNoteMs = 2000;

/** Writes down the cost of what was under way. Where that fails too, the reason for stopping matters more. */
async function ifPossible(note: (signal: AbortSignal) => Promise<void>): Promise<void> {
  await note(AbortSignal.timeout(lastNoteMs)).catch(() => undefined);
}
