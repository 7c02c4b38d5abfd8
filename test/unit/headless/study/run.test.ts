import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineProcess } from '../../../support/engineProcess.ts';
import type { Ended } from '../../../support/evaluation/programs.ts';
import { runStudy } from '../../../support/evaluation/studyProgram.ts';
import { makeIndex } from '../../../support/smallIndexes.ts';

const study = `vecstudy 1
environment: anywhere
index: docs
measures: RR@10, Judged@10
gates:
  RR@10 at least 0.9
  RR@10 not worse by 0.01

### setup vectors
ask by: vector

### setup records
ask by: id

### question east
vector: [1, 0.1]
id: a

### question north
vector: [0.1, 1]
id: c

### judgments
east 1 a
east 1 b
north 1 c
north 1 d
north 1 gone
`;

let engine: EngineProcess;
let folder: string;
beforeAll(async () => {
  engine = await startEngine();
  folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-study-'));
  await makeIndex(engine, { name: 'docs', metric: 'cosine', dimension: 2 }, [
    { id: 'a', values: [1, 0], metadata: { side: 'east' } },
    { id: 'b', values: [1, 0.2], metadata: { side: 'east' } },
    { id: 'c', values: [0, 1], metadata: { side: 'north' } },
    { id: 'd', values: [0.2, 1], metadata: { side: 'north' } },
  ]);
  await writeFile(file('docs.vecstudy'), study);
});
afterAll(async () => {
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('study.js run', () => {
  it('measures all setups, names judged records that do not exist, and writes all forms', async () => {
    const outputs = [
      '--json',
      file('base.json'),
      '--junit',
      file('j.xml'),
      '--markdown',
      file('m.md'),
    ];
    const { code, stdout, stderr } = await run(file('docs.vecstudy'), ...outputs);
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining('not in the index (vectors): gone'),
    ]);
    expect(stdout).toContain('vectors: means of 2 questions');
    expect(stdout).toMatch(/RR@10 +1\.0000/);
    expect(stdout).toContain('skipped  RR@10 not worse by 0.01: there is no baseline');
    const baseline = await readFile(file('base.json'), 'utf8');
    expect(JSON.parse(baseline)).toMatchObject({
      runs: [
        { setup: 'vectors', records: 4, answers: { east: ['b', 'a', 'd', 'c'] } },
        { setup: 'records', answers: { east: ['b', 'd', 'c'], north: ['d', 'b', 'a'] } },
      ],
    });
    expect(await readFile(file('j.xml'), 'utf8')).toContain(
      '<testsuite name="docs.vecstudy: vectors"',
    );
    expect(await readFile(file('m.md'), 'utf8')).toContain('| RR@10 | 1.0000 |');
    expect(baseline + stdout + stderr).not.toContain(engine.key);
  });

  it('asks by arithmetic of records', async () => {
    await writeFile(
      file('sum.vecstudy'),
      'vecstudy 1\nenvironment: anywhere\nindex: docs\nmeasures: Success@1\ngates: Success@1 at least 1\n\n### question from-a-to-b\nrecords: b - a\n\n### judgments\nfrom-a-to-b 1 c\nfrom-a-to-b 1 d\n',
    );
    const { code, stdout } = await run(file('sum.vecstudy'));
    expect([code, stdout]).toEqual([0, expect.stringContaining('Success@1')]);
  });

  it('ends with code 1 if a change is worse than the baseline', async () => {
    await run(file('docs.vecstudy'), '--json', file('base.json'));
    const worse = study.replace('ask by: vector', 'ask by: vector\nfilter: { "side": "east" }');
    await writeFile(file('worse.vecstudy'), worse);
    const args = ['--setup', 'vectors', '--baseline', file('base.json'), '--junit', file('j.xml')];
    const { code, stdout } = await run(file('worse.vecstudy'), ...args);
    expect(code).toBe(1);
    expect(stdout).toContain('FAILED  RR@10 at least 0.9: 0.5000 over 2 questions');
    expect(stdout).toContain('FAILED  RR@10 not worse by 0.01');
    const junit = await readFile(file('j.xml'), 'utf8');
    expect(junit).toContain('<failure message="RR@10 at least 0.9: 0.5000 over 2 questions"/>');
  });

  it('ends with code 3 if a question was not answered, and averages nothing', async () => {
    await writeFile(file('lost.vecstudy'), study.replace('index: docs', 'index: lost'));
    const { code, stdout, stderr } = await run(file('lost.vecstudy'));
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain('2 of 2 questions of “vectors” were not answered');
    expect(stderr).toContain('There is no index “lost”');
  });

  it('takes the key from the variable only', async () => {
    const { code, stderr } = await runStudy(['run', file('docs.vecstudy')]);
    expect([code, stderr]).toEqual([3, 'Set PINECONE_API_KEY to the key of the project\n']);
  });

  it('ends with code 2 and names the line of a study that is not valid', async () => {
    await writeFile(file('wrong.vecstudy'), 'vecstudy 1\nindex: docs\ntop k: x\n');
    const { code, stderr } = await run(file('wrong.vecstudy'));
    expect(code).toBe(2);
    expect(stderr).toContain('wrong.vecstudy:3: Give “top k” a whole number');
  });
});

describe('study.js search', () => {
  const search = `
### search side
ask by: vector
filter:
  { "side": "west" }
  none
choose by: RR@10
`;

  it('reports which setting is best, and how good it is on other questions', async () => {
    await writeFile(file('search.vecstudy'), study + search);
    const { code, stdout, stderr } = await ask(
      'search',
      file('search.vecstudy'),
      '--json',
      file('s.json'),
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('side: RR@10 of 2 settings over 2 questions');
    expect(stdout).toContain('1.0000  side: no filter  (best)');
    expect(stdout).toContain('On questions that it was not chosen by: 1.0000');
    expect(JSON.parse(await readFile(file('s.json'), 'utf8'))).toMatchObject({
      searches: [{ search: 'side', winner: 1, means: [0, 1], n: 2, gain: 1, left: [] }],
    });
  });

  it('ends with code 3 if the budget ends before two settings are complete', async () => {
    await writeFile(file('poor.vecstudy'), `${study}${search}budget: 1\n`);
    const { code, stderr } = await ask('search', file('poor.vecstudy'));
    expect([code, stderr]).toEqual([
      3,
      expect.stringContaining('Fewer than two settings of “side” were asked all questions'),
    ]);
  });

  it('ends with code 2 if there is nothing to search', async () => {
    const { code, stderr } = await ask('search', file('docs.vecstudy'));
    expect([code, stderr]).toEqual([2, expect.stringContaining('has no “### search NAME”')]);
  });
});

function file(name: string): string {
  return path.join(folder, name);
}

function run(...args: readonly string[]): Promise<Ended> {
  return ask('run', ...args);
}

function ask(...args: readonly string[]): Promise<Ended> {
  const env = { PINECONE_API_KEY: engine.key, PINECONE_CONTROLLER_HOST: engine.url };
  return runStudy(args, { env });
}
