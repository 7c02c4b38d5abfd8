import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import type { VectorRecord } from '../../model/record.ts';
import { placeName } from '../../model/vectorIndex.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { describeChange } from '../../services/records/describeChange.ts';
import { readRecord, type FoundRecord } from '../../services/records/recordReader.ts';
import { parseRecordText } from '../../services/records/recordText.ts';
import type { RecordWrites } from '../../services/writes/recordWrites.ts';
import { askChoice } from '../flows/inputs.ts';
import { withProgress } from '../flows/withProgress.ts';
import type { Report } from '../report.ts';
import type { DraftStore } from './draftStore.ts';
import { placeOf, storedUri, type RecordPlace } from './recordUri.ts';

export type RecordWritingDeps = {
  readonly environments: Pick<Environments, 'byId'>;
  readonly connections: Pick<Connections, 'open' | 'checkWritable'>;
  readonly writes: RecordWrites;
  readonly drafts: DraftStore;
  readonly report: Report;
};

const maxNamed = 6;

/** Writes documents of records after the user has seen the change. One question at a time. */
export class RecordWriting {
  readonly #deps: RecordWritingDeps;
  #last = Promise.resolve();

  constructor(deps: RecordWritingDeps) {
    this.#deps = deps;
  }

  /** Shows the change and writes it if the user agrees; keeps it as a draft if not, or if it cannot be written. */
  save(uri: vscode.Uri, text: string): Promise<void> {
    const saving = this.#last.then(async () => {
      const place = placeOf(this.#deps.environments, uri);
      try {
        await this.#save(uri, place, text);
      } catch (error) {
        await this.#deps.drafts.keep(uri, text);
        const retry = (): Promise<void> => this.#saveDraft(uri);
        this.#deps.report(error, { environment: place.environment, retry });
      }
    });
    this.#last = saving.catch(() => undefined);
    return saving;
  }

  /** Saves the draft as it is now: the user may have changed, written or discarded it since a save failed. */
  async #saveDraft(uri: vscode.Uri): Promise<void> {
    const draft = await this.#deps.drafts.get(uri);
    if (draft !== undefined) await this.save(uri, draft);
  }

  async #save(uri: vscode.Uri, place: RecordPlace, text: string): Promise<void> {
    const { connections, drafts } = this.#deps;
    const found = await readRecord(connections, place, place.id, new AbortController().signal);
    const record = parseRecordText(text, place.id, found.index);
    connections.checkWritable(place.environment);
    const changes = describeChange(found.record, record, found.index);
    if (changes.length > 0 && !(await this.#agrees(uri, place, found, changes)))
      return drafts.keep(uri, text);
    if (changes.length > 0) await this.#write(place, record);
    await drafts.drop(uri);
    const shown = escapeInvisible(place.id);
    vscode.window.setStatusBarMessage(
      changes.length > 0
        ? vscode.l10n.t('$(check) Wrote “{0}”', shown)
        : vscode.l10n.t('“{0}” is as in the index already', shown),
      5000,
    );
  }

  #write(place: RecordPlace, record: VectorRecord): Promise<unknown> {
    return withProgress(
      vscode.l10n.t('Writing “{0}”', place.id),
      (signal) =>
        this.#deps.writes.run(
          { place, action: 'write', selection: { ids: [place.id] }, change: () => record },
          signal,
        ),
      { isCancellable: false },
    );
  }

  /** Shows the difference beside the index, and asks. */
  async #agrees(
    uri: vscode.Uri,
    { environment, index, namespace, id }: RecordPlace,
    { record }: FoundRecord,
    changes: readonly string[],
  ): Promise<boolean> {
    const shownId = escapeInvisible(id);
    await vscode.commands.executeCommand(
      'vscode.diff',
      storedUri(uri),
      uri,
      vscode.l10n.t('{0} (index ↔ draft)', shownId),
      { preview: true },
    );
    const where = placeName({ index, namespace });
    try {
      const choice = await askChoice<boolean>({
        title: vscode.l10n.t(
          'Write “{0}” to “{1}” in “{2}”?',
          shownId,
          escapeInvisible(where),
          environment.name,
        ),
        placeholder: vscode.l10n.t('The difference is shown below'),
        choices: [
          {
            label: `$(cloud-upload) ${vscode.l10n.t('Write')}`,
            description: record ? namesOf(changes) : vscode.l10n.t('new record'),
            value: true,
          },
          {
            label: `$(save) ${vscode.l10n.t('Keep as Draft')}`,
            description: vscode.l10n.t('nothing is written'),
            value: false,
          },
        ],
      });
      return choice === true;
    } catch (error) {
      if (Failure.is(error, 'cancelled')) return false;
      throw error;
    } finally {
      await closeDiff(uri);
    }
  }
}

function namesOf(changes: readonly string[]): string {
  const named = changes.slice(0, maxNamed).map(escapeInvisible).join(', ');
  const rest = changes.length - maxNamed;
  return rest > 0
    ? vscode.l10n.t('changes {0} and {1} more', named, rest)
    : vscode.l10n.t('changes {0}', named);
}

async function closeDiff(uri: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const diffs = tabs.filter(
    ({ input }) =>
      input instanceof vscode.TabInputTextDiff && input.modified.toString() === uri.toString(),
  );
  await vscode.window.tabGroups.close(diffs);
}

/** Opens a record's document. */
export async function openRecordDocument(uri: vscode.Uri): Promise<void> {
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), {
    preview: false,
  });
}
