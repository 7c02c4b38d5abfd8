import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { formatCount } from '../../shared/format.ts';
import type { TextFieldElement } from '../../shared/controls.ts';
import { Icon } from '../../shared/icons.tsx';
import { t } from '../../shared/l10n.ts';
import { largestTopK, parseTopK } from '../state/cells.ts';

/**
 * The input for the number of hits. Values other than 1 to 10,000 stay on screen with a problem and are not applied.
 */
export function TopKField(props: {
  readonly topK: number;
  readonly isInvalid: boolean;
  readonly onChange: (topK: number) => void;
}): VNode {
  const [text, setText] = useState(String(props.topK));
  useEffect(() => {
    if (parseTopK(text) !== props.topK) setText(String(props.topK));
  }, [props.topK]);
  const isWrong = parseTopK(text) === undefined;
  const problem = t('Top k is a whole number from 1 to {0}', formatCount(largestTopK));
  return (
    <span class="top-k">
      <span class="field-name" aria-hidden="true">
        {t('top k')}
      </span>
      <vscode-text-field
        class={isWrong || props.isInvalid ? 'is-invalid' : ''}
        value={text}
        inputMode="numeric"
        maxlength={8}
        aria-label={t('Top k')}
        aria-invalid={isWrong || props.isInvalid ? 'true' : 'false'}
        onInput={({ currentTarget }) => {
          const typed = (currentTarget as TextFieldElement).value;
          setText(typed);
          const topK = parseTopK(typed);
          if (topK !== undefined && topK !== props.topK) props.onChange(topK);
        }}
      />
      {isWrong && (
        <span class="is-error" role="alert">
          <Icon name="error" />
          {problem}
        </span>
      )}
    </span>
  );
}
