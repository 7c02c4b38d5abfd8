import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../../src/common/emitter.ts';
import type { TreeNode } from '../../../../src/vscode/tree/nodes.ts';
import { revealIndex, type IndexRevealDeps } from '../../../../src/vscode/tree/revealIndex.ts';

type View = IndexRevealDeps['view'];

const node = (id: string): TreeNode => ({ id }) as TreeNode;

/** A tree view of VS Code as far as a selection goes. `obeys` says whether a call of `reveal` selects. */
class SampleView {
  selection: readonly TreeNode[] = [];
  reveals = 0;
  readonly #changed = new Emitter<{ selection: readonly TreeNode[] }>();
  readonly #obeys: (reveals: number) => boolean;

  constructor(obeys: (reveals: number) => boolean) {
    this.#obeys = obeys;
  }

  get view(): View {
    return {
      selection: this.selection,
      onDidChangeSelection: ((listener: () => void) =>
        this.#changed.event(listener)) as View['onDidChangeSelection'],
      reveal: async (wanted) => {
        this.reveals++;
        if (this.#obeys(this.reveals)) this.select(wanted);
      },
    };
  }

  select(...nodes: readonly TreeNode[]): void {
    this.selection = nodes;
    this.#changed.fire({ selection: nodes });
  }
}

/** Reads the selection anew at each access, as VS Code's view does. */
const viewOf = (sample: SampleView): View => ({
  ...sample.view,
  get selection() {
    return sample.selection;
  },
});

describe('revealing an index', () => {
  it('tries again until VS Code selects it', async () => {
    const sample = new SampleView((reveals) => reveals === 3);
    await revealIndex({ view: viewOf(sample), find: async () => node('new'), pauseMs: 0 });
    expect([sample.reveals, sample.selection]).toEqual([3, [node('new')]]);
  });

  it('waits for a list that has the index', async () => {
    const sample = new SampleView(() => true);
    const found = [undefined, undefined, node('new')];
    await revealIndex({ view: viewOf(sample), find: async () => found.shift(), pauseMs: 0 });
    expect([sample.reveals, sample.selection]).toEqual([1, [node('new')]]);
  });

  it('goes on when VS Code drops the selection', async () => {
    const sample = new SampleView((reveals) => reveals === 2);
    sample.select(node('old'));
    const view = viewOf(sample);
    const find = async () => {
      if (sample.reveals === 1) sample.select();
      return node('new');
    };
    await revealIndex({ view, find, pauseMs: 0 });
    expect(sample.selection).toEqual([node('new')]);
  });

  it('leaves the selection to a user who has selected another node since', async () => {
    const sample = new SampleView((reveals) => reveals > 1);
    const find = async () => {
      if (sample.reveals === 1) sample.select(node('other'));
      return node('new');
    };
    await revealIndex({ view: viewOf(sample), find, pauseMs: 0 });
    expect([sample.reveals, sample.selection]).toEqual([1, [node('other')]]);
  });

  it('gives up after ten tries', async () => {
    const sample = new SampleView(() => false);
    await revealIndex({ view: viewOf(sample), find: async () => node('new'), pauseMs: 0 });
    expect(sample.reveals).toBe(10);
  });
});
