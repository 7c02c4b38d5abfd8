import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../scripts/command.ts';
import { describePackage } from '../../scripts/package/packageExtension.ts';
import { readZip, type ZipEntry } from '../../scripts/package/zip.ts';
import { inRepository } from '../../scripts/repository.ts';
import { importsOf, sourceFiles } from '../../scripts/lint/importGraph.ts';
import { runStudy } from '../support/evaluation/studyProgram.ts';
import { noteFigure } from '../support/figures.ts';
import { viewCodeSize } from '../support/viewCode.ts';
import { packagedExtension } from '../support/workbench/packagedExtension.ts';

type Component = { readonly type: string; readonly name: string; readonly version: string };

const limitBytes = 32_000_000;
/** Of the map's scripts, gzipped. */
const firstCodeLimitBytes = 40_000;

describe('the package', () => {
  let file = '';
  let entries: ZipEntry[] = [];
  let folder = '';

  beforeAll(async () => {
    file = await packagedExtension();
    entries = readZip(await readFile(file));
    folder = await mkdtemp(path.join(os.tmpdir(), 'vectorscope-package-'));
    for (const entry of entries) {
      const target = path.join(folder, entry.name);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, entry.read());
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('holds nothing but what users need', () => {
    const allowed =
      /^extension\/(package(\.nls.*)?\.json|readme\.md|changelog\.md|LICENSE\.txt|l10n\/|media\/|docs\/images\/|dist\/(webview\/)?[\w-]+\.(c?js|css|wasm)$|dist\/(third-party-notices\.txt|sbom\.cdx\.json)$|node_modules\/undici\/)|^extension\.vsixmanifest$|^\[Content_Types\]\.xml$/;
    expect(entries.map(({ name }) => name).filter((name) => !allowed.test(name))).toEqual([]);
  });

  it('measures runs without VS Code and without node_modules', async () => {
    const [qrels, run] = [path.join(folder, 'a.qrels'), path.join(folder, 'a.run')];
    await writeFile(qrels, 'q 0 a 1\n');
    await writeFile(run, 'q Q0 b 1 2 t\nq Q0 a 2 1 t\n');
    const program = path.join(folder, 'extension/dist/study.js');
    const { code, stdout } = await runStudy(['score', qrels, run, '--json'], { program });
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { mean: { 'RR@10': 0.5 }, n: 1 }]);
    const refused = await runStudy(['run', qrels], { program });
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining('starts with the line “vecstudy 1”'),
    ]);
  });

  it('holds every bundle, undici, and the samples', () => {
    const names = new Set(entries.map(({ name }) => name));
    const wanted = [
      'dist/extension.cjs',
      'dist/engine.js',
      'dist/study.js',
      'dist/statistics.js',
      'dist/engine-check.js',
      'dist/engine-store.js',
      'dist/engine-prefix.js',
      'dist/engine-scan.js',
      'dist/engine-map-worker.js',
      'dist/engine-parquet.js',
      'dist/engine-map.js',
      'dist/engine-sentences.js',
      'dist/engine-upserts.js',
      'dist/ort-wasm-simd-threaded.wasm',
      'dist/kernel.wasm',
      'dist/kernel-relaxed.wasm',
      'dist/map.wasm',
      'dist/map-relaxed.wasm',
      'dist/json.wasm',
      'dist/webview/notebook.js',
      'dist/webview/notebook.css',
      'dist/webview/map.js',
      'dist/webview/map.css',
      'node_modules/undici/index.js',
      'node_modules/undici/LICENSE',
      'media/samples/NOTICE',
      'media/samples/notebooks/ask-in-words.vecnb',
      'media/models/all-MiniLM-L6-v2/model.onnx',
      'media/models/all-MiniLM-L6-v2/LICENSE',
      'media/models/all-MiniLM-L6-v2/NOTICE',
    ];
    expect(wanted.filter((name) => !names.has(`extension/${name}`))).toEqual([]);
  });

  it('names each package in it with its version and licence text', () => {
    const notices = textOf('dist/third-party-notices.txt');
    const { components: all } = JSON.parse(textOf('dist/sbom.cdx.json')) as {
      components: Component[];
    };
    const components = all.filter(({ type }) => type === 'library');
    const unnamed = components.filter(
      ({ name, version }) => !notices.includes(`\n${name} ${version} (`),
    );
    expect(unnamed).toEqual([]);
    const unlicensed = components.filter(
      ({ name }) => !notices.includes(licenceTextOf(name) ?? 'Copyright (c) Microsoft Corporation'),
    );
    expect(unlicensed).toEqual([]);
  });

  it('names each model in it with its licence', () => {
    expect(textOf('dist/third-party-notices.txt')).toContain(
      'all-MiniLM-L6-v2, a model (Apache-2.0)',
    );
    const { components } = JSON.parse(textOf('dist/sbom.cdx.json')) as { components: Component[] };
    const models = components.filter(({ type }) => type === 'machine-learning-model');
    expect(models.map(({ name }) => name)).toEqual(['all-MiniLM-L6-v2']);
  });

  it('has a bill of materials with every package that its code imports', () => {
    const { components } = JSON.parse(textOf('dist/sbom.cdx.json')) as { components: Component[] };
    const named = new Set(components.map(({ name }) => name));
    const imported = sourceFiles()
      .filter((file) => /^(?:src|webview)\//.test(file))
      .flatMap(importsOf)
      .filter(({ to, isType }) => !isType && !/^(?:node:|vscode$|src\/|webview\/)/.test(to))
      .map(({ to }) => /^(?:@[^/]+\/)?[^/]+/.exec(to)![0]);
    expect(imported.length).toBeGreaterThan(0);
    expect([...new Set(imported)].filter((name) => !named.has(name))).toEqual([]);
  });

  it('holds no program for one platform only', () => {
    const magic = ['7f454c46', 'cffaedfe', 'cafebabe', '4d5a9000'];
    const programs = entries.filter((entry) =>
      magic.includes(entry.read().subarray(0, 4).toString('hex')),
    );
    expect(programs.map(({ name }) => name)).toEqual([]);
  });

  it('runs the engine from where it was unpacked', async () => {
    const { version } = JSON.parse(
      await readFile(path.join(folder, 'extension/package.json'), 'utf8'),
    ) as { version: string };
    const { code, output } = await runCommand(
      process.execPath,
      [path.join(folder, 'extension/dist/engine.js'), '--version'],
      { cwd: folder },
    );
    expect({ code, output: output.trim() }).toEqual({ code: 0, output: version });
  });

  it('embeds a question from where it was unpacked', async () => {
    const key = 'pclocal_package';
    await using engine = await startUnpackedEngine(path.join(folder, 'extension'), key);
    const embed = async (text: string): Promise<number> => {
      const startedAt = performance.now();
      const answer = await fetch(`${engine.url}/embed`, {
        method: 'POST',
        headers: { 'api-key': key },
        body: JSON.stringify({ model: 'all-MiniLM-L6-v2', inputs: [{ text }] }),
      });
      const { data } = (await answer.json()) as { data: { values: number[] }[] };
      expect(data[0]?.values).toHaveLength(384);
      return performance.now() - startedAt;
    };
    noteFigure('first question', `${Math.round(await embed('How do I start?'))} ms with the model`);
    const times: number[] = [];
    for (const word of ['deploy', 'build', 'test', 'sign', 'publish'])
      times.push(await embed(`How do I ${word} an application with these tools?`));
    const median = times.sort((one, other) => one - other)[2]!;
    noteFigure('question, loaded', `${median.toFixed(1)} ms`);
  });

  it('loads undici from where it was unpacked', async () => {
    const { code, output } = await runCommand(
      process.execPath,
      ['-p', `typeof require(${JSON.stringify(`${folder}/extension/node_modules/undici`)}).fetch`],
      { cwd: folder },
    );
    expect({ code, output: output.trim() }).toEqual({ code: 0, output: 'function' });
  });

  it('reads little code before the first picture of a map', () => {
    const folder = 'extension/dist/webview/';
    const files = entries
      .filter(({ name }) => name.startsWith(folder))
      .map((entry) => [entry.name.slice(folder.length), entry.read()] as const);
    const { firstBytes, allBytes } = viewCodeSize(new Map(files), 'map.js');
    const count = (bytes: number): string => `${bytes.toLocaleString('en')} bytes`;
    noteFigure('code of the map view', `${count(firstBytes)} at first, ${count(allBytes)} in all`);
    expect(firstBytes).toBeLessThan(firstCodeLimitBytes);
    expect(allBytes).toBeGreaterThan(firstBytes);
  });

  it('stays small', async () => {
    const { size } = await stat(file);
    noteFigure('package', `${size.toLocaleString('en')} bytes`);
    for (const { name, packedBytes } of await describePackage(file))
      noteFigure(`package, ${name}`, `${packedBytes.toLocaleString('en')} bytes packed`);
    expect(size).toBeLessThan(limitBytes);
  });

  function textOf(name: string): string {
    return entries
      .find((entry) => entry.name === `extension/${name}`)!
      .read()
      .toString('utf8');
  }
});

/** Starts the engine of an unpacked package on an ephemeral folder, until it is disposed of. */
async function startUnpackedEngine(
  folder: string,
  key: string,
): Promise<AsyncDisposable & { url: string }> {
  const engine = spawn(
    process.execPath,
    [path.join(folder, 'dist/engine.js'), 'serve', '--ephemeral'],
    { env: { VECTORSCOPE_ENGINE_KEY: key }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const exited = once(engine, 'exit');
  const [line] = (await once(createInterface({ input: engine.stdout }), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      engine.kill('SIGTERM');
      await exited;
    },
  };
}

/** The licence that a package comes with, if it has a file of its own. */
function licenceTextOf(name: string): string | undefined {
  const folder = inRepository('node_modules', name);
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  return file === undefined ? undefined : readFileSync(path.join(folder, file), 'utf8').trim();
}
