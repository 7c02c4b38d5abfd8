import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../l10n.ts';
import {
  hasMarkdown,
  markdownBlocks,
  markdownSpans,
  type MarkdownBlock,
} from './markdownBlocks.ts';

/** The whole text of a record. Markdown is rendered, with its source one click away. */
export function RecordText({ text }: { readonly text: string }): VNode {
  const [isSource, setSource] = useState(false);
  if (!hasMarkdown(text)) return <div class="record-text">{text}</div>;
  return (
    <div class="record-text">
      {isSource ? text : markdownBlocks(text).map((block, at) => <Block key={at} block={block} />)}
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

function Block({ block }: { readonly block: MarkdownBlock }): VNode {
  if (block.kind === 'item')
    return (
      <div class="record-item" style={{ paddingLeft: `${block.depth + 1}em` }}>
        <span class="record-marker" aria-hidden="true">
          {/\d/.test(block.marker) ? block.marker : '•'}
        </span>
        <Spans text={block.text} />
      </div>
    );
  if (block.kind === 'code') return <pre class="mono">{block.text}</pre>;
  const spans = <Spans text={block.text} />;
  return block.kind === 'heading' ? <h3>{spans}</h3> : <p>{spans}</p>;
}

function Spans({ text }: { readonly text: string }): VNode {
  return (
    <>
      {markdownSpans(text).map((span, at) => {
        if (span.kind === 'strong') return <strong key={at}>{span.text}</strong>;
        if (span.kind === 'code')
          return (
            <code key={at} class="mono">
              {span.text}
            </code>
          );
        return span.text;
      })}
    </>
  );
}
