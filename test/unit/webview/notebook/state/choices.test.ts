import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../../src/common/failure.ts';
import type { Binding } from '../../../../../src/model/notebook/cell.ts';
import type { BindingChoices } from '../../../../../src/protocol/notebook.ts';
import { Choices } from '../../../../../webview/notebook/state/choices.ts';
import { binding } from '../fixtures.ts';

describe('Choices', () => {
  it('asks for no more than the picker needs', async () => {
    const { choices, asked } = makeChoices();
    await choices.ensure('environments', binding);
    await choices.ensure('indexes', binding);
    await choices.ensure('namespaces', binding);
    expect(asked).toEqual([
      { environment: '', index: '', namespace: '', refresh: false },
      { environment: 'local', index: '', namespace: '', refresh: false },
      { environment: 'local', index: 'words', namespace: '', refresh: false },
    ]);
  });

  it('asks once', async () => {
    const { choices, asked } = makeChoices();
    await Promise.all([choices.ensure('indexes', binding), choices.ensure('indexes', binding)]);
    await choices.ensure('indexes', { ...binding, namespace: 'other' });
    expect(asked).toHaveLength(1);
  });

  it('asks nothing if nothing is bound', async () => {
    const { choices, asked } = makeChoices();
    await choices.ensure('indexes', { environment: '', index: '', namespace: '' });
    await choices.ensure('namespaces', { environment: 'local', index: '', namespace: '' });
    expect(asked).toEqual([]);
  });

  it('keeps a failure with its kind, and asks again past what the host remembers', async () => {
    const { choices, asked, fail } = makeChoices();
    fail(new Failure('unauthorized', 'The key was refused'));
    await choices.ensure('indexes', binding);
    expect(choices.get('indexes', binding)).toEqual({
      items: undefined,
      isLoading: false,
      failure: { kind: 'unauthorized', message: 'The key was refused' },
    });
    fail(undefined);
    await choices.retry('indexes', binding);
    expect([choices.get('indexes', binding).items?.length, asked.at(-1)?.refresh]).toEqual([
      1,
      true,
    ]);
  });

  it('keeps what was known while it asks again, and if that fails', async () => {
    const { choices, fail } = makeChoices();
    await choices.ensure('indexes', binding);
    fail(new Failure('network', 'No network'));
    const again = choices.renew(binding);
    expect(choices.get('indexes', binding)).toMatchObject({ items: [{}], isLoading: true });
    await again;
    expect(choices.get('indexes', binding)).toMatchObject({
      items: [{}],
      isLoading: false,
      failure: { kind: 'network' },
    });
  });

  it('renews what belongs to the binding and forgets the rest', async () => {
    const { choices, asked } = makeChoices();
    const other = { ...binding, environment: 'staging' };
    await choices.ensure('indexes', binding);
    await choices.ensure('indexes', other);
    asked.length = 0;
    await choices.renew(binding);
    expect([
      asked.map(({ environment }) => environment),
      choices.get('indexes', other).items,
    ]).toEqual([['local'], undefined]);
  });

  it('drops an answer that a newer question has overtaken', async () => {
    const answers: PromiseWithResolvers<BindingChoices>[] = [];
    const choices = new Choices(() => {
      const answer = Promise.withResolvers<BindingChoices>();
      answers.push(answer);
      return answer.promise;
    });
    const both = [choices.retry('indexes', binding), choices.retry('indexes', binding)];
    answers[1]!.resolve(listOf('new'));
    answers[0]!.resolve(listOf('old'));
    await Promise.all(both);
    expect(choices.get('indexes', binding).items?.map(({ name }) => name)).toEqual(['new']);
  });
});

function makeChoices() {
  const asked: (Binding & { refresh: boolean })[] = [];
  let failure: Failure | undefined;
  const choices = new Choices((part, refresh) => {
    asked.push({ ...part, refresh });
    return failure ? Promise.reject(failure) : Promise.resolve(listOf('words'));
  });
  return { choices, asked, fail: (next: Failure | undefined) => (failure = next) };
}

function listOf(name: string): BindingChoices {
  return {
    environments: [{ name: 'local', colour: 'green', hasKey: true }],
    indexes: [{ name, metric: 'cosine', kind: 'vectors' }],
    namespaces: [{ name: '__default__', recordCount: 3 }],
    hidden: { indexes: 0, namespaces: 0 },
  };
}
