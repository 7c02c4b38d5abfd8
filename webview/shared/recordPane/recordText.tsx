import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../l10n.ts';
import { Markdown } from '../markdown/markdown.tsx';
import { hasMarkdown } from '../markdown/markdownBlocks.ts';

/** The whole text of a record. Markdown is rendered, with its source one click away. */
export function RecordText({ text }: { readonly text: string }): VNode {
  const [isSource, setSource] = useState(false);
  if (!hasMarkdown(text)) return <div class="record-text">{text}</div>;
  return (
    <div class="record-text">
      {isSource ? text : <Markdown text={text} />}
      <button
        type="button"
        class="link-button"
        aria-pressed={isSource}
        onClick={() => setSource(!isSource)}
      >
        {t('Show Source')}
      </button>
    </div>
  );
}
