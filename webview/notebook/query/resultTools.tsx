import type { VNode } from 'preact';
import { Icon, type IconName } from '../../shared/icons.tsx';
import { t } from '../../shared/l10n.ts';
import type { CellView } from '../state/notebookView.ts';
import { hitsToJson } from '../json/hitsJson.ts';
import { noChoice } from './arrangeColumns.ts';
import { ColumnMenu } from './columnMenu.tsx';
import { tableText, type HitTable } from './hitTable.ts';

export type ResultToolsProps = {
  readonly table: HitTable;
  readonly view: CellView;
  readonly onView: (view: CellView) => void;
  readonly onCopy: (text: string) => void;
  readonly onExport: () => void;
  readonly onShowMap: () => void;
};

/** The toolbar of a result: how it is shown, its columns, and what to do with all hits. */
export function ResultTools(props: ResultToolsProps): VNode {
  const { table, view, onView, onCopy, onExport, onShowMap } = props;
  const isJson = view.shows === 'json';
  const copy = (): void => onCopy(isJson ? hitsToJson(table.hits) : tableText(table));
  return (
    <div class="result-tools" role="toolbar" aria-label={t('Result')}>
      <ViewSwitch view={view} onView={onView} />
      {!isJson && (
        <ColumnMenu
          columns={table.columns}
          choice={view.columns ?? noChoice}
          onChoose={(columns) => onView({ ...view, columns })}
        />
      )}
      <Tool icon="copy" label={isJson ? t('Copy as JSON') : t('Copy as Table')} onClick={copy} />
      <Tool icon="download" label={t('Export Hits…')} onClick={onExport} />
      <Tool
        icon="goTo"
        label={t('Show on Map')}
        title={t('Show the query and its hits on the map of the index')}
        onClick={onShowMap}
      />
    </div>
  );
}

/** The two forms of the same hits. */
function ViewSwitch({ view, onView }: Pick<ResultToolsProps, 'view' | 'onView'>): VNode {
  const forms = [
    { shows: 'table', name: t('Table') },
    { shows: 'json', name: t('JSON') },
  ] as const;
  return (
    <div class="view-switch" role="group" aria-label={t('Form of the hits')}>
      {forms.map(({ shows, name }) => (
        <button
          key={shows}
          type="button"
          aria-pressed={view.shows === shows}
          onClick={() => onView({ ...view, shows })}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

function Tool(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly title?: string;
  readonly onClick: () => void;
}): VNode {
  return (
    <vscode-button
      appearance="icon"
      aria-label={props.label}
      title={props.title ?? props.label}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </vscode-button>
  );
}
