import * as vscode from 'vscode';
import { localEnvironment } from '../../model/environment.ts';
import type { SampleIndexes } from '../../services/catalog/sampleIndexes.ts';
import { fullCount } from '../formatNumbers.ts';
import { offerIndex } from './offerIndex.ts';
import { pickFromList } from '../flows/pickFromList.ts';
import { withProgress } from '../flows/withProgress.ts';

/** Creates a bundled sample index in the local engine, shows it in the tree, and offers next steps. */
export async function createSample({ samples, reveal }: CreateSampleDeps): Promise<void> {
  const sample = await pickFromList({
    placeholder: vscode.l10n.t('Select a sample to create on this machine'),
    load: (signal) => samples.list(signal),
    itemOf: ({ name, title, dimension, recordCount }) => ({
      label: name,
      description: vscode.l10n.t('{0} records × {1}', fullCount(recordCount), dimension),
      detail: title,
    }),
    whenEmpty: vscode.l10n.t('This package has no samples'),
    asksForOne: true,
  });
  if (sample === undefined) return;
  const title = vscode.l10n.t('Creating “{0}”', sample.name);
  const index = await withProgress(title, (signal, progress) =>
    samples.create(sample.name, signal, (done, of) =>
      progress(done / of, vscode.l10n.t('{0} of {1} records', fullCount(done), fullCount(of))),
    ),
  );
  await reveal(localEnvironment.name, index);
  const records = fullCount(sample.recordCount);
  await offerIndex(index, vscode.l10n.t('“{0}” is ready: {1} records.', index, records));
}

export type CreateSampleDeps = {
  readonly samples: SampleIndexes;
  /** Shows the index in the tree. */
  readonly reveal: (environment: string, index: string) => Promise<void>;
};
