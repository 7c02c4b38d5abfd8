import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { isCancelled } from '../../../src/common/failure.ts';
import {
  codeLanguageNames,
  codeLanguages,
  type CodeLanguage,
} from '../../../src/model/connectionCode/codeLanguages.ts';
import type { QueryCell } from '../../../src/model/notebook/cell.ts';
import { cellContent } from '../../../src/model/notebook/cellContent.ts';
import type { ShownRequest } from '../../../src/protocol/notebook.ts';
import { CodeEditor } from '../../shared/codeEditor.tsx';
import { t } from '../../shared/l10n.ts';
import { Select } from '../../shared/select.tsx';
import type { NotebookController } from '../state/notebookController.ts';

type Shown = { readonly of: string; readonly requests: readonly ShownRequest[] };

/** The requests that a query sends, without the key, and a way to copy them as code. */
export function RequestView(props: {
  readonly controller: NotebookController;
  readonly cell: QueryCell;
}): VNode {
  const { controller, cell } = props;
  const [shown, setShown] = useState<Shown>();
  const [problem, setProblem] = useState('');
  const [language, setLanguage] = useState<CodeLanguage>('typescript');
  const show = async (): Promise<void> => {
    const of = cellContent(cell);
    try {
      setShown({ of, requests: await controller.requestsOf(cell) });
      setProblem('');
    } catch (error) {
      if (!isCancelled(error)) setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  useEffect(() => void show(), []);
  const isOld = shown !== undefined && shown.of !== cellContent(cell);
  return (
    <section class="request" aria-label={t('Request')}>
      {problem !== '' && <p role="alert">{problem}</p>}
      {(isOld || problem !== '') && (
        <button type="button" class="link-button" onClick={() => void show()}>
          {t('Show the request of the changed query')}
        </button>
      )}
      {shown?.requests.map(({ title, body }) => (
        <div class={isOld ? 'request-body is-old' : 'request-body'} key={title + body}>
          <div class="mono">{title}</div>
          <CodeEditor label={t('Body of {0}', title)} value={body} isReadOnly />
        </div>
      ))}
      {shown && (
        <div class="query-line">
          <Select
            label={t('Language')}
            value={language}
            options={codeLanguages.map((value) => ({ value, label: codeLanguageNames[value] }))}
            onChange={(value) => {
              const chosen = codeLanguages.find((one) => one === value);
              if (chosen) setLanguage(chosen);
            }}
          />
          <button
            type="button"
            class="control"
            onClick={() => void controller.copyCode(cell, language)}
          >
            {t('Copy Code')}
          </button>
        </div>
      )}
    </section>
  );
}
