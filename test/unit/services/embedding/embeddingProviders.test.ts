import { describe, expect, it } from 'vitest';
import { Secret } from '../../../../src/common/secret.ts';
import {
  EmbeddingProviders,
  type ConsentQuestion,
} from '../../../../src/services/embedding/embeddingProviders.ts';

const { signal } = new AbortController();
const openai = { name: 'openai', url: 'https://api.openai.com/v1', keyHeader: 'authorization' };
const ollama = { name: 'ollama', url: 'http://127.0.0.1:11434/v1', keyHeader: 'authorization' };

function setUp(answer: boolean): {
  providers: EmbeddingProviders;
  asked: ConsentQuestion[];
  sent: [string, string | undefined, readonly string[]][];
} {
  const asked: ConsentQuestion[] = [];
  const sent: [string, string | undefined, readonly string[]][] = [];
  const agreed = new Set<string>();
  const providers = new EmbeddingProviders({
    endpoints: () => [openai, ollama].map((one) => ({ ...one, keyHeader: 'authorization' })),
    keyOf: async (origin) =>
      origin === 'https://api.openai.com' ? new Secret('sk-openai') : undefined,
    ask: async (question) => (asked.push(question), answer),
    agreed: {
      has: (host, model) => agreed.has(`${host} ${model}`),
      add: async (host, model) => void agreed.add(`${host} ${model}`),
    },
    client: {
      embed: async ({ endpoint, key }, _model, texts) => {
        sent.push([endpoint.name, key?.reveal(), texts]);
        return texts.map(() => [1]);
      },
      listModels: async () => [],
    },
  });
  return { providers, asked, sent };
}

describe('texts for a provider', () => {
  it('leave this machine only after the user agreed to host, model and number', async () => {
    const { providers, asked, sent } = setUp(true);
    await providers.embed('openai', 'small', ['one', 'two'], signal);
    expect(asked).toEqual([{ host: 'api.openai.com', model: 'small', texts: 2 }]);
    expect(sent).toEqual([['openai', 'sk-openai', ['one', 'two']]]);
  });

  it('stay here if the user does not agree', async () => {
    const { providers, sent } = setUp(false);
    await expect(providers.embed('openai', 'small', ['one'], signal)).rejects.toMatchObject({
      kind: 'cancelled',
    });
    expect(sent).toEqual([]);
  });

  it('ask once for a question, and each time for many texts', async () => {
    const { providers, asked } = setUp(true);
    for (const texts of [['one'], ['two'], ['a', 'b'], ['c', 'd']])
      await providers.embed('openai', 'small', texts, signal);
    await providers.embed('openai', 'large', ['three'], signal);
    expect(asked.map(({ model, texts }) => [model, texts])).toEqual([
      ['small', 1],
      ['small', 2],
      ['small', 2],
      ['large', 1],
    ]);
  });

  it('are asked about in advance for a copy, and then sent in parts without a question', async () => {
    const { providers, asked, sent } = setUp(true);
    const model = { provider: 'openai', model: 'small' };
    await providers.agree(model, 900);
    await providers.embed('openai', 'small', ['a', 'b'], signal, { isAgreed: true });
    await providers.agree({ provider: 'local', model: 'all-MiniLM-L6-v2' }, 900);
    await providers.agree({ provider: 'ollama', model: 'nomic' }, 900);
    expect(asked).toEqual([{ host: 'api.openai.com', model: 'small', texts: 900 }]);
    expect(sent.map(([name]) => name)).toEqual(['openai']);
  });

  it('go to a server on this machine without a question and without the key of another', async () => {
    const { providers, asked, sent } = setUp(false);
    await providers.embed('ollama', 'nomic', ['one'], signal);
    expect([asked, sent]).toEqual([[], [['ollama', undefined, ['one']]]]);
  });

  it('go nowhere if the provider is unknown', async () => {
    const { providers } = setUp(true);
    await expect(providers.embed('mistral', 'm', ['one'], signal)).rejects.toMatchObject({
      kind: 'badInput',
      message: expect.stringContaining('needs the provider “mistral”'),
    });
  });
});
