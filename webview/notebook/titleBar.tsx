import type { VNode } from 'preact';
import type { Binding, Cell } from '../../src/model/notebook/cell.ts';
import { Icon, type IconName } from '../shared/icons.tsx';
import { t } from '../shared/l10n.ts';
import type { NotebookController } from './state/notebookController.ts';
import { Pickers } from './pickers.tsx';

/** The title bar of the notebook: the binding's pickers and the actions for all cells. */
export function TitleBar(props: {
  readonly controller: NotebookController;
  readonly binding: Binding;
  readonly hasRunnable: boolean;
  readonly onInsert: (kind: Cell['kind']) => void;
}): VNode {
  const { controller, binding, hasRunnable, onInsert } = props;
  return (
    <header class="title-bar">
      <h1 class="unseen">{t('Vector notebook')}</h1>
      <Pickers controller={controller} binding={binding} />
      <div class="title-tools" role="toolbar" aria-label={t('Notebook')}>
        <Tool icon="add" label={t('Query')} onClick={() => onInsert('query')} />
        <Tool icon="add" label={t('Map')} onClick={() => onInsert('map')} />
        <Tool icon="add" label={t('Compare')} onClick={() => onInsert('compare')} />
        <Tool icon="add" label={t('Explain')} onClick={() => onInsert('explain')} />
        <Tool icon="add" label={t('Text')} onClick={() => onInsert('text')} />
        {controller.isRunning ? (
          <Tool icon="stop" label={t('Stop All')} onClick={() => void controller.stopAll()} />
        ) : (
          <Tool
            icon="playAll"
            label={t('Run All')}
            isDisabled={!hasRunnable}
            onClick={() => void controller.runAll()}
          />
        )}
      </div>
    </header>
  );
}

function Tool(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
}): VNode {
  return (
    <vscode-button
      class="tool"
      appearance="icon"
      aria-label={props.label}
      disabled={props.isDisabled ?? false}
      onClick={props.onClick}
    >
      <Icon name={props.icon} slot="start" />
      {props.label}
    </vscode-button>
  );
}
