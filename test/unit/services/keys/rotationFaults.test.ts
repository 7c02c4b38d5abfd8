import { describe, expect, it } from 'vitest';
import { keyPurposes, type KeyPurpose } from '../../../../src/model/keys/keyPurpose.ts';
import { ProjectBench } from '../../../support/keys/projectBench.ts';

const { signal } = new AbortController();

/** More requests and more writes than a whole rotation has. */
const steps = 16;

/** Makes one request or one write fail, after `step` others; returns what ends that. */
type Fault = (bench: ProjectBench, step: number) => () => void;

const faults: Readonly<Record<string, Fault>> = {
  'request is refused': (bench, step) => failRequest(bench, step, false),
  'request is done, and its answer is lost': (bench, step) => failRequest(bench, step, true),
  'secret is not stored': (bench, step) => failWrite(bench, step, false),
  'secret is stored before a crash': (bench, step) => failWrite(bench, step, true),
};

describe.each(keyPurposes)('a rotation of the %s', (purpose) => {
  describe.each(Object.entries(faults))('in which one %s', (_name, fault) => {
    it.each(['goes on', 'is undone'])('%s without a loss at every step', async (end) => {
      const ends = new Set<string>();
      for (let step = 0; step < steps; step++)
        ends.add(await rotateWithFault({ purpose, step, fault, end }));
      expect(ends).toContain(end === 'goes on' ? 'first-2' : 'first');
    });
  });
});

type FaultPlan = {
  readonly purpose: KeyPurpose;
  readonly step: number;
  readonly fault: Fault;
  readonly end: string;
};

/** Returns the name of the only key that is left. */
async function rotateWithFault({ purpose, step, fault, end }: FaultPlan): Promise<string> {
  const bench = await ProjectBench.start();
  const window = bench.open();
  const { team } = await bench.connectTeam(window, purpose);
  await bench.addEnvironment(window, 'twin');
  const [old] = (await window.access.keys(team, signal)).keys;
  const repair = fault(bench, step);
  const rotate = async (): Promise<void> => {
    await window.rotation.start(team, purpose, old!, signal);
    await window.rotation.finish(team, purpose, signal);
  };
  await rotate().catch(() => undefined);
  expect(await lostKeys(bench)).toEqual([]);
  repair();
  const { rotation } = bench.open();
  const goOn = async (): Promise<void> => {
    await rotation.resume(team, purpose, signal);
    await rotation.finish(team, purpose, signal);
  };
  if ((await rotation.pending(team, purpose)) !== undefined)
    // The old key may be revoked already, with its answer lost.
    await (end === 'goes on' ? goOn() : rotation.undo(team, purpose, signal).catch(goOn));
  expect([await lostKeys(bench), await rotation.pending(team, purpose)]).toEqual([[], undefined]);
  await bench.cloud.stop();
  const names = bench.admin.keys.map(({ name }) => name);
  expect(names.length).toBe(1);
  return names.join();
}

/** Returns the environments with a key that the service does not accept. */
async function lostKeys(bench: ProjectBench): Promise<readonly string[]> {
  const held = await bench.open().slots.held();
  return held
    .filter(({ key }) => !bench.cloud.keyRoles.has(key.reveal()))
    .map(({ environment }) => environment.name);
}

function failRequest({ cloud }: ProjectBench, step: number, isDone: boolean): () => void {
  const { answerFirst } = cloud;
  let left = step;
  cloud.answerFirst = (seen) => {
    if (left-- !== 0) return answerFirst(seen);
    if (isDone) answerFirst(seen);
    return { status: 400, body: {} };
  };
  return () => (cloud.answerFirst = answerFirst);
}

function failWrite({ machine }: ProjectBench, step: number, isDone: boolean): () => void {
  const { keys, writingKeys, rotations } = machine;
  let left = step;
  const repairs = [keys, writingKeys, rotations].map((store: Store) => {
    const set = store.set.bind(store);
    store.set = async (...values) => {
      const isFault = left-- === 0;
      if (!isFault || isDone) await set(...values);
      if (isFault) throw new Error('crash');
    };
    return () => (store.set = set);
  });
  return () => repairs.forEach((repair) => repair());
}

type Store = { set(...values: readonly never[]): Promise<void> };
