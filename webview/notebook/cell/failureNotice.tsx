import type { VNode } from 'preact';
import type { CellOutcome, FailureAction } from '../../../src/protocol/notebook.ts';
import { formatSentence } from '../../shared/format.ts';

type FailureNoticeProps = {
  readonly failure: Extract<CellOutcome, { kind: 'failed' }>;
  readonly onAction: (action: FailureAction['id']) => void;
};

/** The failure of a run, with a button for the next step. */
export function FailureNotice({ failure, onAction }: FailureNoticeProps): VNode {
  const { message, action } = failure;
  return (
    <p class="notice" role="alert">
      <span>{formatSentence(message)}</span>
      {action && (
        <vscode-button appearance="secondary" onClick={() => onAction(action.id)}>
          {action.title}
        </vscode-button>
      )}
    </p>
  );
}
