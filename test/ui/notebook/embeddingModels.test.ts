import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/repository.ts';
import { createEndpointClient } from '../../../src/embedding/endpointClient.ts';
import { askFor, newIndexBody } from '../../support/engineRequests.ts';
import { photographFailures } from '../../support/failurePictures.ts';
import { createSample, photograph, takePicture } from '../../support/journey.ts';
import {
  startEmbeddingServer,
  type EmbeddingServer,
} from '../../support/models/embeddingServer.ts';
import { startOpenAiStandIn, type OpenAiStandIn } from '../../support/models/openAiStandIn.ts';
import { startSlowStandIn, type SlowStandIn } from '../../support/models/slowStandIn.ts';
import { writeTinyTransformer } from '../../support/models/tinyTransformer.ts';
import { NotebookView } from '../../support/pages/notebookView.ts';
import { TreeView } from '../../support/pages/treeView.ts';
import { runningEngine } from '../../support/runningEngine.ts';
import type { WorkbenchSession } from '../../support/workbench/session.ts';
import { openSession } from '../../support/workbench/sharedSession.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

const images = path.join(cacheFolder, 'test/embeddingModels');

const passages = [
  'Customers may return a product within 30 days and get their money back.',
  'A product that arrives broken is replaced free of charge.',
  'Gift cards cannot be exchanged for cash.',
  'We deliver within three working days.',
  'The car park behind the building is free of charge on weekends.',
  'The shop is open from nine to six, and closed on Sundays.',
  'Members collect a point for each euro they spend.',
  'Please clean the coffee machine after use.',
];
const records = passages.map((text, at) => ({ id: `p${at + 1}`, text }));
const bundled = 'all-MiniLM-L6-v2';

/** The same question by three models, and their providers; each test goes on where the one before it ended. */
describe('an index, its copies to other models, and their providers', () => {
  let session: WorkbenchSession;
  let workbench: Workbench;
  let notebook: NotebookView;
  let tree: TreeView;
  let standIn: OpenAiStandIn;
  let slow: SlowStandIn;
  let real: EmbeddingServer | { readonly missing: string };
  photographFailures(() => workbench);

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    [standIn, slow, real] = await Promise.all([
      startOpenAiStandIn(),
      startSlowStandIn(),
      startEmbeddingServer(),
    ]);
    session = await openSession();
    workbench = await session.open({ size: { width: 1400, height: 900 } });
    notebook = new NotebookView(workbench);
    tree = new TreeView(workbench);
    await tree.open();
  });
  afterAll(async () => {
    await session?.close();
    await Promise.all([standIn?.stop(), slow?.stop()]);
    if (real !== undefined && 'stop' in real) await real.stop();
  });

  const addProvider = async (name: string, url: string, key: string): Promise<void> => {
    await workbench.runAndPick('Vectorscope: Add Embedding Provider', 'Another server');
    await workbench.answer('The base address', url);
    await workbench.answer('A name for the provider', name);
    await workbench.answer('The key for', key);
    // Another box would end the listing of the models.
    await workbench.quickInput.waitFor({ state: 'hidden' });
    await workbench.listedNotification(`The embedding provider “${name}” is ready`);
    await workbench.clearNotifications();
  };

  it('is copied to the model of a provider, and both are compared', async () => {
    await addProvider('cloud', standIn.url, standIn.key);
    // Starts the engine.
    await createSample(workbench, 'english-words');
    const engine = await runningEngine(session.engineData);
    await fill(engine, 'passages', bundled, await embedHere(engine, bundled));
    await tree.expand('local', 'passages');
    await tree.chooseUntil('passages', 'Re-embed Into…', () =>
      workbench.quickInputMessage
        .filter({ hasText: 'The metadata field' })
        .waitFor({ timeout: 20_000 }),
    );
    await workbench.answer('The metadata field', 'text');
    await workbench.pick(standIn.model);
    await workbench.answer('A name for the new index', 'passages-cloud');
    await workbench.dialog('Copy 8 records of “passages”').waitFor();
    await takePicture(workbench, path.join(images, 'price.png'));
    await workbench.answerModal('Copy 8 records of “passages”', 'Create and Embed');
    await workbench.listedNotification('“passages-cloud” has new vectors of 8 records');
    await workbench.clearNotifications();
    await notebook.shows();
    const lists = notebook.cell('question-1').locator('.compared-list');
    await notebook.runUntil('question-1', lists.nth(1));
    await photograph(workbench, (theme) => path.join(images, `copy-${theme}.png`));
    expect(standIn.texts).toEqual(expect.arrayContaining(passages));
  });

  it('answers the same question by each model side by side', async () => {
    const engine = await runningEngine(session.engineData);
    const copies = ['passages', 'passages-cloud'];
    if ('missing' in real) console.warn(`Compares two models only: ${real.missing}`);
    else {
      await addProvider('e5', real.url, 'none');
      const { url, model } = real;
      const endpoint = { name: 'e5', url, keyHeader: 'authorization' as const };
      const texts = passages.map((text) => `passage: ${text}`);
      const { signal } = new AbortController();
      const client = createEndpointClient(fetch);
      const vectors = await client.embed({ endpoint, key: undefined }, model, texts, signal);
      await fill(engine, 'passages-e5', `e5/${model}`, vectors);
      copies.push('passages-e5');
    }
    await writeFile(path.join(session.workspace, 'models.vecnb'), notebookOf(copies));
    await workbench.openFile('models.vecnb');
    await notebook.shows();
    const lists = notebook.cell('models').locator('.compared-list');
    await notebook.runUntil('models', lists.nth(copies.length - 1));
    expect(await lists.count()).toBe(copies.length);
    // The first query of each index checks its model: none is doubtful.
    const doubts = workbench.page.locator('.notification-toast', { hasText: 'median cosine' });
    expect(await doubts.count()).toBe(0);
    await photograph(workbench, (theme) => path.join(images, `models-${theme}.png`));
  });

  it('keeps what was typed for a provider when the palette closes the box', async () => {
    await workbench.runAndPick('Vectorscope: Add Embedding Provider', 'Another server');
    await workbench.answer('The base address', slow.url);
    await workbench.answer('A name for the provider', 'slow');
    await workbench.quickInputMessage.filter({ hasText: 'The key for' }).waitFor();
    await workbench.quickInput.fill(slow.key);
    await workbench.quickInput.press('Enter');
    await slow.asked;
    await workbench.page.keyboard.press('F1');
    await workbench.quickInputMessage.filter({ hasText: 'Stopped.' }).waitFor();
    // Its command is run by the palette, which closes the box.
    const left = await workbench.listedNotification('“Add Embedding Provider” was closed');
    slow.answer();
    await left.getByRole('button', { name: 'Go On' }).click();
    await expect.poll(() => workbench.quickInput.inputValue()).toBe(slow.key);
    await workbench.answer(/Stopped|The key for/, slow.key);
    await workbench.listedNotification('The embedding provider “slow” is ready');
    await workbench.clearNotifications();
  });

  it('lists servers and folders of models, and removes them', async () => {
    const folder = path.join(session.workspace, 'tiny-model');
    writeTinyTransformer(folder);
    await workbench.runAndPick('Vectorscope: Add Embedding Provider', 'Folder on This Machine');
    await workbench.chooseFile('/workspace/', folder);
    // The first Enter opens the folder, another one chooses it.
    const input = workbench.quickInput;
    for (let tries = 0; tries < 5 && (await input.isVisible()); tries++) {
      await input.press('Enter', { timeout: 2000 }).catch(() => undefined);
      await input.waitFor({ state: 'hidden', timeout: 3000 }).catch(() => undefined);
    }
    await workbench.listedNotification('The model “tiny-model” is ready: 4 numbers');
    await workbench.clearNotifications();
    const manage = 'Vectorscope: Manage Embedding Providers';
    await workbench.runUntilAsked(manage, workbench.quickPickRow('tiny-model'));
    await takePicture(workbench, path.join(images, 'providers.png'));
    await workbench.pick('tiny-model');
    await workbench.answerModal('Remove the model “tiny-model”?', 'Remove');
    await workbench.listedNotification('Removed the model “tiny-model”');
    await workbench.runAndPick(manage, 'slow');
    await workbench.pick('Remove…');
    await workbench.answerModal('Remove the embedding provider “slow”?', 'Remove');
    await workbench.listedNotification('Removed the embedding provider “slow” and its key');
    await workbench.runUntilAsked(manage, workbench.quickPickRow('cloud'));
    expect(await workbench.quickPickRow('slow').count()).toBe(0);
    expect(await workbench.quickPickRow('tiny-model').count()).toBe(0);
    await workbench.page.keyboard.press('Escape');
  });
});

type Engine = Awaited<ReturnType<typeof runningEngine>>;

async function embedHere(engine: Engine, model: string): Promise<readonly (readonly number[])[]> {
  const inputs = passages.map((text) => ({ text }));
  const { data } = await askFor<{ data: { values: number[] }[] }>(engine, 'POST', '/embed', {
    model,
    inputs,
    parameters: { input_type: 'passage' },
  });
  return data.map(({ values }) => values);
}

async function fill(
  engine: Engine,
  name: string,
  model: string,
  made: readonly (readonly number[])[],
): Promise<void> {
  await askFor(engine, 'POST', '/indexes', {
    ...newIndexBody(name, made[0]?.length ?? 0, 'cosine'),
    tags: { 'vectorscope-model': model, 'vectorscope-text-field': 'text' },
  });
  const vectors = records.map(({ id, text }, at) => ({ id, values: made[at], metadata: { text } }));
  await askFor(engine, 'POST', `/_i/${name}/vectors/upsert`, { vectors });
}

function notebookOf(indexes: readonly string[]): string {
  const cells = indexes.map(
    (index) =>
      `### query by ${index}\nindex: ${index}\ntext: How do I get a refund?\ntop k: 5\nexpected: p1\n`,
  );
  const queries = indexes.map((index) => `by ${index}`).join(', ');
  return [
    `vecnb 1\nenvironment: local\nindex: passages\n`,
    ...cells,
    `### compare models\nqueries: ${queries}\n`,
  ].join('\n');
}
