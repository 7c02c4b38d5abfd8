import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../../src/common/emitter.ts';
import { Failure } from '../../../../src/common/failure.ts';
import { Secret } from '../../../../src/common/secret.ts';
import type { EngineEvent } from '../../../../src/pinecone/engineClient.ts';
import { EngineWatcher } from '../../../../src/services/catalog/engineWatcher.ts';
import type { Endpoint } from '../../../../src/services/environments/connections.ts';

const endpoint: Endpoint = { url: 'http://127.0.0.1:1', key: new Secret('k') };

/** An engine that other windows start and end, and one window that watches it. */
class Machine {
  isRunning = false;
  looks = 0;
  streams = 0;
  /** Changes that come as a stream is opened. */
  waiting = 0;
  readonly told: (string | undefined)[] = [];
  readonly changed = new Emitter<void>();
  readonly events = new Emitter<EngineEvent | 'end'>();
  readonly watch = new EngineWatcher({
    engine: {
      findRunning: async () => (this.looks++, this.isRunning ? endpoint : undefined),
      onDidChangeState: () => ({ dispose: () => {} }),
      watch: (onChange) => this.changed.event(onChange),
    },
    follow: (_, signal) => this.#follow(signal),
    catalog: { invalidate: (id) => this.told.push(id) },
  });

  async *#follow(signal: AbortSignal): AsyncGenerator<EngineEvent> {
    this.streams++;
    yield 'open';
    for (; this.waiting > 0; this.waiting--) yield 'indexes';
    for (;;) {
      const event = await new Promise<EngineEvent | 'end'>((resolve) => {
        this.events.event(resolve);
        signal.addEventListener('abort', () => resolve('end'));
      });
      if (event === 'end') throw new Failure('network', 'The stream ended');
      yield event;
    }
  }
}

describe('the watch of the engine', () => {
  it('sends nothing before it is started, and waits while no engine runs', async () => {
    const machine = new Machine();
    expect(machine.looks).toBe(0);
    machine.watch.start();
    machine.watch.start();
    await expect.poll(() => machine.looks).toBe(1);
    expect([machine.streams, machine.told]).toEqual([0, []]);
    machine.watch.dispose();
  });

  it('follows an engine that another window starts, and has the tree asked for again at each change', async () => {
    const machine = new Machine();
    machine.watch.start();
    await expect.poll(() => machine.looks).toBe(1);
    machine.isRunning = true;
    machine.changed.fire();
    await expect.poll(() => machine.told).toEqual(['local']);
    machine.events.fire('indexes');
    await expect.poll(() => machine.told).toEqual(['local', 'local']);
    machine.watch.dispose();
  });

  it('has the tree asked for once after a burst of changes', async () => {
    const machine = new Machine();
    machine.isRunning = true;
    machine.waiting = 50;
    machine.watch.start();
    await expect.poll(() => machine.told.length).toBe(1);
    machine.events.fire('indexes');
    await expect.poll(() => machine.told.length).toBe(2);
    machine.watch.dispose();
  });

  it('follows again after a stream that ended', async () => {
    const machine = new Machine();
    machine.isRunning = true;
    machine.watch.start();
    await expect.poll(() => machine.streams).toBe(1);
    machine.events.fire('end');
    await expect.poll(() => [machine.streams, machine.told.length]).toEqual([2, 2]);
    machine.watch.dispose();
  });
});
