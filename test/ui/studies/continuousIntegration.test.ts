import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readZip } from '../../../scripts/package/zip.ts';
import { inRepository } from '../../../scripts/repository.ts';
import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import { runProgram, type Ended } from '../../support/evaluation/programs.ts';
import { makeIndex } from '../../support/smallIndexes.ts';
import { packagedExtension } from '../../support/workbench/packagedExtension.ts';

const questions = Array.from({ length: 12 }, (_, at) => `q${at}`);

const study = `vecstudy 1
environment: ci
index: docs
measures: RR@10
gates: RR@10 not worse by 0.05

### setup default
ask by: vector
${questions.map((id, at) => `\n### question ${id}\nvector: ${JSON.stringify(vectorOf(at))}`).join('\n')}

### judgments
${questions.map((id) => `${id} 1 ${id}`).join('\n')}
`;

/** The program of the package, alone in a folder, as the README's commands call it. */
describe('the commands of “Put It in CI”', () => {
  let engine: EngineProcess;
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'vectorscope-ci-'));
    await mkdir(path.join(folder, 'dist'));
    const entries = readZip(await readFile(await packagedExtension()));
    const program = entries.find(({ name }) => name === 'extension/dist/study.js');
    await writeFile(path.join(folder, 'dist/study.js'), program?.read() ?? '');
    await writeFile(path.join(folder, 'docs.vecstudy'), study);
    engine = await startEngine();
    const records = questions.map((id, at) => ({ id, values: vectorOf(at) }));
    await makeIndex(engine, { name: 'docs', metric: 'cosine', dimension: 12 }, records);
  });
  afterAll(async () => {
    await engine?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('write a baseline, pass, and end with code 1 and JUnit after a regression', async () => {
    const readme = await readFile(inRepository('README.md'), 'utf8');
    const section = readme.slice(readme.indexOf('## Put It in CI'));
    const commands = [...section.matchAll(/node (dist\/study\.js run [^\n`]+)/g)];
    const [check = '', baseline = ''] = commands.map(([, command = '']) => command);
    expect(check).toContain('--baseline baseline.json --junit study.xml');
    expect(baseline).toContain('--json baseline.json');
    expect(await ended(baseline)).toMatchObject({ code: 0 });
    expect(await ended(check)).toMatchObject({ code: 0 });
    const worse = study.replace('ask by: vector', 'ask by: vector\nfilter: { "lang": "en" }');
    await writeFile(path.join(folder, 'docs.vecstudy'), worse);
    const { code, stdout } = await ended(check);
    expect([code, stdout]).toEqual([1, expect.stringContaining('FAILED  RR@10 not worse by 0.05')]);
    expect(await readFile(path.join(folder, 'study.xml'), 'utf8')).toContain(
      '<failure message="RR@10 not worse by 0.05: −1.0000',
    );
    expect(await readFile(path.join(folder, 'study.md'), 'utf8')).toContain('**failed**');
  });

  function ended(command: string): Promise<Ended> {
    const [program = '', ...args] = command.trim().split(' ');
    const env = { PINECONE_API_KEY: engine.key, PINECONE_CONTROLLER_HOST: engine.url };
    return runProgram(program, args, env, folder);
  }
});

function vectorOf(at: number): readonly number[] {
  return Array.from({ length: 12 }, (_, place) => (place === at ? 1 : 0.01 * place));
}
