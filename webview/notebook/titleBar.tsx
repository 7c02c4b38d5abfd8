import type { VNode } from 'preact';
import type { Binding, Cell } from '../../src/model/notebook/cell.ts';
import { Icon } from '../shared/icons.tsx';
import { t } from '../shared/l10n.ts';
import type { NotebookController } from './notebookController.ts';
import { Pickers } from './pickers.tsx';

/** What the notebook runs on, and what can be done with all of it. */
export function TitleBar(props: {
  readonly controller: NotebookController;
  readonly binding: Binding;
  readonly hasQueries: boolean;
  readonly onInsert: (kind: Cell['kind']) => void;
}): VNode {
  const { controller, binding, hasQueries, onInsert } = props;
  return (
    <header class="title-bar">
      <h1 class="unseen">{t('Vector notebook')}</h1>
      <Pickers controller={controller} binding={binding} />
      <div class="title-tools" role="toolbar" aria-label={t('Notebook')}>
        <vscode-button appearance="icon" class="tool" onClick={() => onInsert('query')}>
          <Icon name="add" slot="start" />
          {t('Query')}
        </vscode-button>
        <vscode-button appearance="icon" class="tool" onClick={() => onInsert('text')}>
          <Icon name="add" slot="start" />
          {t('Text')}
        </vscode-button>
        {controller.isRunning ? (
          <vscode-button appearance="icon" class="tool" onClick={() => void controller.stopAll()}>
            <Icon name="stop" slot="start" />
            {t('Stop All')}
          </vscode-button>
        ) : (
          <vscode-button
            appearance="icon"
            class="tool"
            disabled={!hasQueries}
            onClick={() => void controller.runAll()}
          >
            <Icon name="playAll" slot="start" />
            {t('Run All')}
          </vscode-button>
        )}
      </div>
    </header>
  );
}
