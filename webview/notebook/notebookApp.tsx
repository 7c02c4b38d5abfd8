import type { VNode } from 'preact';
import { useEffect, useReducer } from 'preact/hooks';
import { formatSentence } from '../shared/format.ts';
import { Icon } from '../shared/icons.tsx';
import { t } from '../shared/l10n.ts';
import { lazy, loadStyles } from '../shared/lazy.tsx';
import { CellList } from './cellList.tsx';
import { InvalidNotebook } from './invalidNotebook.tsx';
import type { NotebookController } from './state/notebookController.ts';
import { visibleNotebook } from './state/notebookModel.ts';
import type { NotebookViewStore } from './state/notebookViewStore.ts';

/** The root component of the notebook view: loading, an invalid file, or the notebook. */
export function NotebookApp(props: {
  readonly controller: NotebookController;
  readonly viewStore: NotebookViewStore;
}): VNode {
  const { controller, viewStore } = props;
  const [, renderAgain] = useReducer((times: number) => times + 1, 0);
  useEffect(() => {
    const changes = [
      controller.onDidChange(() => renderAgain(undefined)),
      viewStore.onDidChange(() => renderAgain(undefined)),
    ];
    renderAgain(undefined);
    return () => changes.forEach((change) => change.dispose());
  }, [controller, viewStore]);

  const { isOpen, document, failure } = controller.model;
  const notebook = visibleNotebook(controller.model);
  if (isOpen && notebook) viewStore.begin(controller.model.session, notebook.cells);
  const { shown: judging } = controller.judging;
  return (
    <>
      <div class="notebook" data-state={isOpen ? 'open' : 'opening'} inert={judging !== undefined}>
        {failure !== undefined && <FailureNotice controller={controller} message={failure} />}
        {isOpen && !document.isValid && (
          <InvalidNotebook
            problems={document.problems}
            onOpenAsText={() => void controller.take('openAsText')}
          />
        )}
        {isOpen && notebook && (
          <CellList controller={controller} viewStore={viewStore} notebook={notebook} />
        )}
      </div>
      {judging && <JudgingCover shown={judging} onEnd={() => controller.judging.end()} />}
    </>
  );
}

/** The code of judging is loaded when it begins. */
const JudgingCover = lazy(async () => {
  const [{ JudgingCover }] = await Promise.all([
    import('../shared/judging/judgingCover.tsx'),
    loadStyles('judging.css'),
  ]);
  return JudgingCover;
});

function FailureNotice(props: {
  readonly controller: NotebookController;
  readonly message: string;
}): VNode {
  const { controller, message } = props;
  return (
    <p class="notice is-failure" role="alert">
      <Icon name="error" />
      <span>{formatSentence(message)}</span>
      {!controller.model.isOpen && (
        <vscode-button appearance="secondary" onClick={() => void controller.open()}>
          {t('Retry')}
        </vscode-button>
      )}
      <vscode-button
        appearance="icon"
        aria-label={t('Dismiss')}
        title={t('Dismiss')}
        onClick={() => controller.dismissFailure()}
      >
        <Icon name="close" />
      </vscode-button>
    </p>
  );
}
