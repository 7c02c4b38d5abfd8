import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
  engine = await startEngine({ args: ['--ephemeral'] });
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
    { id: 'doc-1', values: [1, 0], metadata: { side: 'east' } },
    { id: 'doc-2', values: [1, 0.1], metadata: { side: 'west' } },
    { id: 'doc-3', values: [1, 0.5], metadata: { side: 'east' } },
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
  await writeFile(file('docs.vecnb'), text);
  const env = { PINECONE_API_KEY: engine.key, PINECONE_CONTROLLER_HOST: engine.url };
  const program = await programBundle('src/study/notebook/main.ts');
  return runProgram(program, ['run', file('docs.vecnb'), ...args], env);
}

function file(name: string): string {
  return path.join(folder, name);
}

describe('notebook.js', () => {
  it('runs every cell, and ends with code 1 where an assertion is not met', async () => {
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

  it('ends with code 0 where all assertions are met', async () => {
    const { code } = await run(notebook.replace('in top 2', 'in top 3'));
    expect(code).toBe(0);
  });

  it('ends with code 3 where a cell has no result, and runs the others', async () => {
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
    const program = await programBundle('src/study/notebook/main.ts');
    const { code, stderr } = await runProgram(program, ['run', file('docs.vecnb')], {});
    expect([code, stderr]).toEqual([3, 'Set PINECONE_API_KEY to the key of the project\n']);
  });
});
