import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../scripts/command.ts';
import { inRepository } from '../../scripts/repository.ts';
import type { ConnectionAddress } from '../../src/model/connectionCode/connectionAddress.ts';
import { connectionCode } from '../../src/model/connectionCode/connectionCode.ts';
import type { CodeLanguage } from '../../src/model/connectionCode/codeLanguages.ts';
import type { ProgramSearch } from '../../src/model/connectionCode/programQuery.ts';
import {
  documentSearch,
  recordSearch,
  textClause,
  vectorQuery,
} from '../../src/model/requests/queryRequests.ts';
import type { IndexKind } from '../../src/model/vectorIndex.ts';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { findProgram, findPython, pythonWithClient } from './pythonClient.ts';

/** The limit of the first run, which installs the client for Python. */
const installLimitMs = 300_000;

/** What a shell, a URL and a literal each could break at. */
const namespace = `it's "a" \\b $c & d=~?`;
const version = { 'X-Pinecone-Api-Version': '2026-07' };

/** The code that is copied is run as it stands, by the programs it is for, against the real engine. */
describe('connection code', () => {
  let engine: EngineProcess;
  let folder: string;
  let python: string | undefined;
  const hosts: Partial<Record<IndexKind, string>> = {};

  beforeAll(async () => {
    engine = await startEngine();
    python = await pythonWithClient();
    folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-code-'));
    await symlink(inRepository('node_modules'), path.join(folder, 'node_modules'), 'junction');
    await post('/_vectorscope/samples', { name: 'english-words' });
    hosts.vectors = await createIndex('plain', { _values: dense });
    await post('/_i/plain/vectors/upsert', {
      namespace,
      vectors: [
        { id: 'first', values: [1, 0], metadata: { title: 'one' } },
        { id: 'second', values: [1, 1] },
      ],
    });
    hosts.documents = await createIndex('papers', {
      title: { type: 'string', full_text_search: {} },
    });
    await post(`/_i/papers/namespaces/${encodeURIComponent(namespace)}/documents/upsert`, {
      documents: [{ _id: 'paper', title: 'On vectors' }],
    });
    hosts.records = await createForModel('notes');
    const url = `/_i/notes/records/namespaces/${encodeURIComponent(namespace)}/upsert`;
    await post(url, { _id: 'note', text: 'winter holiday' });
  }, installLimitMs);
  afterAll(async () => {
    await engine?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const places: Readonly<Record<string, () => ConnectionAddress>> = {
    'a whole environment': () => ({ controllerUrl: engine.url, isLocal: true }),
    'an index of vectors': () => placeOf('vectors'),
    'an index of records': () => placeOf('records'),
    'an index of documents': () => placeOf('documents'),
  };
  const printed = (pattern: RegExp): unknown => expect.stringMatching(pattern);
  const expected: Readonly<Record<string, readonly unknown[]>> = {
    'a whole environment': [
      printed(/plain.*http:\/\/127\.0\.0\.1:\d+/s),
      printed(/papers/),
      printed(/notes/),
    ],
    'an index of vectors': [printed(/first/)],
    'an index of records': [printed(/note/)],
    'an index of documents': [printed(/paper/)],
  };

  describe.each(Object.keys(places))('for %s', (what) => {
    it('runs in TypeScript with the official client', async () => {
      const file = await write('program.mts', connectionCode('typescript', placeFor(what)));
      const result = await run(process.execPath, ['--no-warnings', file]);
      for (const output of expected[what] ?? []) expect(result).toEqual({ code: 0, output });
    });

    it('keeps to the types of the official client', async () => {
      const file = await write('program.mts', connectionCode('typescript', placeFor(what)));
      const { code, output } = await run(process.execPath, [
        inRepository('node_modules/typescript/bin/tsc'),
        ...compilerOptions,
        file,
      ]);
      expect({ code, output }).toEqual({ code: 0, output: '' });
    });

    it.skipIf(process.platform === 'win32')('runs in a shell with curl', async () => {
      const file = await write('program.sh', connectionCode('curl', placeFor(what)));
      const result = await run('sh', ['-e', file]);
      for (const output of expected[what] ?? []) expect(result).toEqual({ code: 0, output });
    });

    it.skipIf(findPython() === undefined)('is Python', async () => {
      const file = await write('program.py', connectionCode('python', placeFor(what)));
      const result = await run(findPython() ?? '', ['-m', 'py_compile', file]);
      expect(result).toEqual({ code: 0, output: '' });
    });

    it('runs in Python with the official client', async (context) => {
      if (python === undefined) return context.skip('no Python with the official client');
      const file = await write('program.py', connectionCode('python', placeFor(what)));
      const result = await run(python, [file]);
      for (const output of expected[what] ?? []) expect(result).toEqual({ code: 0, output });
    });
  });

  const queries: Readonly<Record<string, () => ProgramSearch>> = {
    'a query by a vector and a filter': () => searchOf('vectors'),
    'a search of records': () => searchOf('records'),
    'a search of documents': () => searchOf('documents'),
  };
  const answers: Readonly<Record<string, RegExp>> = {
    'a query by a vector and a filter': /first/,
    'a search of records': /note/,
    'a search of documents': /paper/,
  };

  describe.each(Object.keys(queries))('for %s', (what) => {
    const code = (language: CodeLanguage): string => {
      const query = { searches: [queries[what]!()], remarks: ['Done.'] };
      return connectionCode(language, { controllerUrl: engine.url, isLocal: true, query });
    };
    const found = { code: 0, output: printed(answers[what]!) };

    it('runs in TypeScript, and keeps to the types of the official client', async () => {
      const file = await write('program.mts', code('typescript'));
      expect(await run(process.execPath, ['--no-warnings', file])).toEqual(found);
      const tsc = inRepository('node_modules/typescript/bin/tsc');
      const checked = await run(process.execPath, [tsc, ...compilerOptions, file]);
      expect(checked).toEqual({ code: 0, output: '' });
    });

    it.skipIf(process.platform === 'win32')('runs in a shell with curl', async () => {
      expect(await run('sh', ['-e', await write('program.sh', code('curl'))])).toEqual(found);
    });

    it('runs in Python with the official client', async (context) => {
      if (python === undefined) return context.skip('no Python with the official client');
      expect(await run(python, [await write('program.py', code('python'))])).toEqual(found);
    });

    it.skipIf(findProgram('go') === undefined)('runs in Go', async () => {
      const file = await write('main.go', code('go'));
      expect(await run(findProgram('go')!, ['run', file])).toEqual(found);
    });

    it.skipIf(findProgram('java') === undefined)('runs in Java', async () => {
      const file = await write('Main.java', code('java'));
      expect(await run(findProgram('java')!, [file])).toEqual(found);
    });
  });

  it('is told by the service where the key is refused', async () => {
    const file = await write('program.sh', connectionCode('curl', placeOf('vectors')));
    const result = await run('sh', ['-e', file], 'another-key');
    expect(result.output).toContain('Wrong API key');
    expect(result.code).not.toBe(0);
  });

  it('holds no key, and leaves out the address of Pinecone’s own control plane', () => {
    const host = 'https://docs.svc.pinecone.io';
    const index = { name: 'docs', host, kind: 'vectors', namespace } as const;
    const code = connectionCode('typescript', { index, isLocal: false });
    expect(code).not.toContain('controllerHostUrl');
    expect(code).toContain("host: 'https://docs.svc.pinecone.io'");
    expect(connectionCode('curl', { isLocal: false })).toContain('https://api.pinecone.io/indexes');
  });

  function placeFor(what: string): ConnectionAddress {
    const place = places[what]?.();
    if (place === undefined) throw new Error(`There is no place for ${what}`);
    return place;
  }

  function searchOf(kind: IndexKind): ProgramSearch {
    const filter = { title: { $eq: 'one' } };
    const text = 'vectors';
    const schema = { textFields: ['title'], fields: {} };
    const request = {
      vectors: vectorQuery({
        namespace,
        topK: 2,
        by: { vector: [1, 0] },
        filter,
        includeMetadata: true,
      }),
      records: recordSearch({ namespace, topK: 2, text: 'holiday' }),
      documents: documentSearch({ namespace, topK: 2 }, textClause(text, schema, {})),
    }[kind];
    return { host: hosts[kind] ?? '', kind, namespace, request };
  }

  function placeOf(kind: IndexKind): ConnectionAddress {
    const names = { vectors: 'plain', records: 'notes', documents: 'papers' };
    const index = { name: names[kind], host: hosts[kind] ?? '', kind, namespace };
    return { controllerUrl: engine.url, index, isLocal: true };
  }

  async function write(name: string, code: string): Promise<string> {
    const file = path.join(folder, name);
    await writeFile(file, code);
    return file;
  }

  function run(
    command: string,
    args: string[],
    key = engine.key,
  ): Promise<{ code: number | null; output: string }> {
    return runCommand(command, args, {
      cwd: folder,
      env: { ...process.env, PINECONE_API_KEY: key, NO_COLOR: '1' },
    });
  }

  async function createIndex(name: string, fields: object): Promise<string> {
    const { host } = (await post('/indexes', { name, schema: { fields } })) as { host: string };
    return host;
  }

  async function createForModel(name: string): Promise<string> {
    const { models } = (await send('/models', {})) as { models: { model: string }[] };
    const answer = await post('/indexes/create-for-model', {
      name,
      cloud: 'aws',
      region: 'us-east-1',
      embed: { model: models[0]?.model, field_map: { text: 'text' } },
    });
    return (answer as { host: string }).host;
  }

  function post(url: string, body: object): Promise<unknown> {
    return send(url, { method: 'POST', body: JSON.stringify(body) });
  }

  async function send(url: string, init: RequestInit): Promise<unknown> {
    const headers = { 'api-key': engine.key, ...version };
    const reply = await fetch(`${engine.url}${url}`, { ...init, headers });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${url}: ${reply.status} ${text}`);
    return url.includes('samples') || text === '' ? {} : JSON.parse(text);
  }
});

const compilerOptions =
  '--noEmit --strict --skipLibCheck --noUncheckedIndexedAccess --target es2024 --module nodenext --types node'.split(
    ' ',
  );

const dense = { type: 'dense_vector', dimension: 2, metric: 'cosine' };
