import type { ComponentChildren, VNode } from 'preact';
import {
  recordTextOf,
  textKeyOf,
  titleOf,
  type Metadata,
  type SparseValues,
} from '../../../src/model/record.ts';
import { formatValue } from '../format.ts';
import { t } from '../l10n.ts';
import { AppearanceList, type AppearanceListProps } from './appearanceList.tsx';
import { CopyButton } from './copyButton.tsx';
import { NeighbourList, type NeighbourListProps } from './neighbourList.tsx';
import { RecordText } from './recordText.tsx';
import { VectorView } from './vectorView.tsx';

/** The reading pane of a record: whole text, metadata, vector, neighbours, and the hits in which it appeared. */
export function RecordPane(props: RecordPaneProps): VNode {
  const { record, neighbours, onCopy } = props;
  return (
    <div class="record-pane">
      <RecordHead
        id={record.id}
        title={titleOf(record.metadata)}
        text={recordTextOf(record.metadata)}
        onCopy={onCopy}
      >
        <button type="button" class="link-button" onClick={() => onCopy(recordJson(record))}>
          {t('Copy as JSON')}
        </button>
      </RecordHead>
      {props.children}
      <MetadataTable metadata={record.metadata} />
      <VectorView values={record.values} sparseValues={record.sparseValues} onCopy={onCopy} />
      <AppearanceList appearances={props.appearances} onAppearance={props.onAppearance} />
      {neighbours && <NeighbourList {...props} neighbours={neighbours} />}
    </div>
  );
}

/** A record as the pane shows it. */
export type PaneRecord = {
  readonly id: string;
  readonly metadata: Metadata;
  /** Empty if there is no dense vector, or it was not read. */
  readonly values: readonly number[];
  readonly sparseValues?: SparseValues;
};

export type RecordPaneProps = AppearanceListProps &
  Omit<NeighbourListProps, 'neighbours'> & {
    readonly record: PaneRecord;
    /** Absent if neighbours cannot be searched. */
    readonly neighbours?: NeighbourListProps['neighbours'];
    readonly onCopy: (text: string) => void;
    /** What stands below the id: buttons, or how reading goes. */
    readonly children?: ComponentChildren;
  };

type RecordHeadProps = {
  readonly id: string;
  readonly title?: string | undefined;
  readonly text: string;
  readonly onCopy: (text: string) => void;
  /** Actions shown beside the id. */
  readonly children?: ComponentChildren;
};

/** The title of a record, its whole text, and its id. */
export function RecordHead({ id, title, text, onCopy, children }: RecordHeadProps): VNode {
  return (
    <>
      {title && <h2 class="record-title">{title}</h2>}
      {text !== '' && <RecordText text={text} />}
      <div class="record-id">
        <code class="mono">{id}</code>
        <CopyButton label={t('Copy ID')} onCopy={() => onCopy(id)} />
        {children}
      </div>
    </>
  );
}

function recordJson({ id, values, sparseValues, metadata }: PaneRecord): string {
  return JSON.stringify({ id, metadata, values, sparseValues }, undefined, 2);
}

function MetadataTable({ metadata }: { readonly metadata: Metadata }): VNode {
  const textKey = textKeyOf(metadata);
  const rows = Object.entries(metadata).filter(([key]) => key !== textKey);
  if (rows.length === 0)
    return <p class="dim">{textKey === undefined ? t('No metadata') : t('No other metadata')}</p>;
  return (
    <table class="metadata">
      <caption class="unseen">{t('Metadata')}</caption>
      <tbody>
        {rows.map(([key, value]) => (
          <tr key={key}>
            <th scope="row">{key}</th>
            <td>{formatValue(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
