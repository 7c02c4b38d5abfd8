import type { VNode } from 'preact';
import type { Problem } from '../../src/model/notebook/cell.ts';
import { Icon } from '../shared/icons.tsx';
import { t } from '../shared/l10n.ts';

/** The view of an invalid notebook file: the problem, its position, and a button that opens the file as text. */
export function InvalidNotebook(props: {
  readonly problems: readonly Problem[];
  readonly onOpenAsText: () => void;
}): VNode {
  return (
    <main class="page-message">
      <h1>{t('This file is not a valid notebook')}</h1>
      <p>{t('Nothing is lost: correct the text, and the cells appear here.')}</p>
      <ul class="problems">
        {props.problems.map(({ line, message }, at) => (
          <li key={at}>
            <Icon name="error" />
            <span>
              <span class="numeric">{t('Line {0}', line + 1)}</span>: {message}
            </span>
          </li>
        ))}
      </ul>
      <vscode-button onClick={props.onOpenAsText}>{t('Open as Text')}</vscode-button>
    </main>
  );
}
