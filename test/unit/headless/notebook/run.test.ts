import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inRepository } from '../../../../scripts/repository.ts';
import { programBundle, runProgram, type Ended } from '../../../support/evaluation/programs.ts';
import { startEngine, type EngineProcess } from '../../../support/engineProcess.ts';

const notebook = `vecnb 1
environment: anything
index: docs

### query first
id: doc-1
top k: 3
expected: doc-1, doc-3
assert:
  doc-1 in top 1
  expected in top 2

### query east
id: {{first.hits.0.id}}
filter: { "side": "east" }

### explain why
query: east
expected: doc-2

### compare both
queries: first, east

### map overview
sample: 10

### text
The rest is silence.
`;

let engine: EngineProcess;
let folder: string;

beforeAll(async () => {
  engine = await startEngine({ args: ['--ephemeral', '--models', inRepository('media/models')] });
  const headers = { 'api-key': engine.key, 'content-type': 'application/json' };
  const send = async (url: string, body: object): Promise<Response> =>
    fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };
  const made = await send(`${engine.url}/indexes`, {
    name: 'docs',
    dimension: 2,
    metric: 'cosine',
    spec,
  });
  const { host } = (await made.json()) as { host: string };
  const vectors = [
    { id: 'doc-1', values: [1, 0], metadata: { side: 'east', body: 'Parking is free' } },
    { id: 'doc-2', values: [1, 0.1], metadata: { side: 'west' } },
    { id: 'doc-3', values: [1, 0.5], metadata: { side: 'east', body: 'Get your money back' } },
  ];
  await (
    await send(`${host.startsWith('http') ? '' : 'http://'}${host}/vectors/upsert`, { vectors })
  ).text();
});
afterAll(() => engine?.stop());
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-notebook-'));
  return () => rm(folder, { recursive: true, force: true });
});

async function run(text: string, ...args: readonly string[]): Promise<Ended> {
  return runWith({ PINECONE_CONTROLLER_HOST: engine.url }, text, ...args);
}

async function runWith(
  variables: Readonly<Record<string, string>>,
  text: string,
  ...args: readonly string[]
): Promise<Ended> {
  await writeFile(file('docs.vecnb'), text);
  const env = { PINECONE_API_KEY: engine.key, ...variables };
  const program = await programBundle('src/headless/notebook/main.ts');
  return runProgram(program, ['run', file('docs.vecnb'), ...args], env);
}

function file(name: string): string {
  return path.join(folder, name);
}

describe('notebook.js', () => {
  it('runs every cell, and ends with code 1 if an assertion is not met', async () => {
    const { code, stdout, stderr } = await run(
      notebook,
      '--json',
      file('out.json'),
      '--junit',
      file('out.xml'),
    );
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout.replaceAll(/\d+ ms/g, 'N ms').split('\n')).toEqual([
      'UNMET    1 query first: 3 hits, N ms',
      '         not met: expected in top 2 (found: doc-3 has rank 3)',
      'passed   2 query east: 2 hits, N ms',
      'passed   3 explain why: doc-2 filtered',
      'passed   4 compare both: 2 results compared',
      'skipped  5 map overview: A map needs a window',
      '',
    ]);
    const junit = await readFile(file('out.xml'), 'utf8');
    expect(junit).toContain('tests="6" failures="1" errors="0" skipped="1"');
    expect(junit).toContain('<failure message="found: doc-3 has rank 3"/>');
    const json = await readFile(file('out.json'), 'utf8');
    expect(JSON.parse(json)).toMatchObject({
      file: 'docs.vecnb',
      cells: [
        { state: 'unmet', hits: [{ id: 'doc-1' }, { id: 'doc-2' }, { id: 'doc-3' }] },
        { state: 'passed' },
        { explanations: [{ id: 'doc-2', verdict: 'filtered', rankWithoutFilter: 2 }] },
        { lists: [{ ids: ['doc-1', 'doc-2', 'doc-3'] }, { ids: ['doc-1', 'doc-3'] }] },
        { state: 'skipped' },
      ],
    });
    expect(json + junit + stdout).not.toContain(engine.key);
  });

  it('ends with code 0 if all assertions are met', async () => {
    const { code } = await run(notebook.replace('in top 2', 'in top 3'));
    expect(code).toBe(0);
  });

  it('ends with code 3 if a cell has no result, and runs the others', async () => {
    const { code, stdout } = await run(notebook.replace('index: docs', 'index: lost'));
    expect(code).toBe(3);
    expect(stdout).toContain('FAILED   1 query first: There is no index “lost” in “anything”');
    expect(stdout).toContain('FAILED   2 query east: {{first.hits.0.id}} has no value yet');
  });

  it.each([
    ['vecnb 1\ntopic: x\n', 'docs.vecnb:2: There is no field “topic”'],
    ['vecnb 1\nenvironment: a\n\n### query\nenvironment: b\n', 'names several environments (a, b)'],
  ])('ends with code 2 for a file that it cannot run: %j', async (text, message) => {
    const { code, stderr } = await run(text);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('takes the key from the variable only', async () => {
    await writeFile(file('docs.vecnb'), notebook);
    const program = await programBundle('src/headless/notebook/main.ts');
    const { code, stderr } = await runProgram(program, ['run', file('docs.vecnb')], {});
    expect([code, stderr]).toEqual([3, 'Set PINECONE_API_KEY to the key of the project\n']);
  });

  it('takes addresses and models from settings, and the key of a provider from its variable', async () => {
    const server = await startEmbeddingServer('sk-canary');
    await writeFile(file('settings.json'), settingsOf(server.url));
    const asked = `vecnb 1
environment: anything
index: docs
parameters:
  question: parking

### query
text: {{question}}
rerank: all-MiniLM-L6-v2
rerank query: how do I get a refund
rerank top: 1
assert: doc-3 in top 1
`;
    const args = ['--settings', file('settings.json'), '--set', 'question=free parking'];
    const { code, stdout, stderr } = await runWith(
      { VECTORSCOPE_KEY_OWN: 'sk-canary' },
      asked,
      ...args,
    );
    await server.stop();
    expect([code, stderr, server.texts]).toEqual([0, '', ['free parking']]);
    expect(stdout).toMatch(/^passed   1 query: 1 hit/);
  });

  it.each([
    [['--settings', 'lost.json'], 'lost.json cannot be read'],
    [['--set', 'a'], '--set takes NAME=VALUE, not a'],
    [['--set', 'a=1'], 'The notebook has no parameter “a”'],
  ])('ends with code 2 for %j', async (args, message) => {
    const { code, stderr } = await run(notebook, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('names the file of settings and the entry that cannot be used', async () => {
    const entry = {
      id: 'e',
      name: 'anything',
      kind: 'custom',
      controllerUrl: 'http://example.com',
    };
    await writeFile(file('settings.json'), JSON.stringify({ 'vectorscope.environments': [entry] }));
    const { code, stderr } = await run(notebook, '--settings', file('settings.json'));
    expect(code).toBe(2);
    expect(stderr).toContain(
      'settings.json: vectorscope.environments[0]: Keys are sent over https',
    );
  });

  it('reports which setting and variable a provider needs', async () => {
    const models = { 'anything/docs': { model: 'openai/text-embedding-3-small' } };
    const settings = { 'vectorscope.embedding.models': models };
    await writeFile(file('settings.json'), JSON.stringify(settings));
    const asked = 'vecnb 1\nenvironment: anything\nindex: docs\n\n### query\ntext: a\n';
    const { code, stdout } = await run(asked, '--settings', file('settings.json'));
    expect(code).toBe(3);
    expect(stdout).toContain('set its key in VECTORSCOPE_KEY_OPENAI');
  });
});

function settingsOf(providerUrl: string): string {
  return `{
  // Shared by the team.
  "editor.fontSize": 12,
  "vectorscope.environments": [
    { "id": "e", "name": "anything", "kind": "custom", "controllerUrl": "${engine.url}" },
  ],
  "vectorscope.embedding.providers": { "own": { "url": "${providerUrl}/v1" } },
  /* One model for each index. */
  "vectorscope.embedding.models": { "anything/docs": { "model": "own/tiny" } },
}`;
}

/** A server with OpenAI's API that answers every text with the same vector, to one key only. */
async function startEmbeddingServer(key: string) {
  const texts: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = JSON.parse(await text(request)) as { input: string[] };
      const isAllowed = request.headers.authorization === `Bearer ${key}`;
      if (isAllowed) texts.push(...body.input);
      const data = body.input.map((_, index) => ({ index, embedding: [1, 0] }));
      response.writeHead(isAllowed ? 200 : 401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ data }));
    })();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    texts,
    stop: () => new Promise<void>((closed) => void server.close(() => closed())),
  };
}
