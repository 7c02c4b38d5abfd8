import type { VNode } from 'preact';
import { withHeadingLevels, type LevelledBlock } from './headingLevels.ts';
import { markdownBlocks, markdownSpans, type MarkdownBlock } from './markdownBlocks.ts';

/** A text with Markdown as elements. Raw HTML is shown as it is typed. */
export function Markdown({ text }: { readonly text: string }): VNode {
  return (
    <div class="markdown">
      {withHeadingLevels(markdownBlocks(text)).map(({ block, headingLevel }, at) => (
        <Block key={at} block={block} headingLevel={headingLevel} />
      ))}
    </div>
  );
}

function Block({ block, headingLevel }: LevelledBlock): VNode {
  switch (block.kind) {
    case 'item':
      return (
        <div class="markdown-item" style={{ paddingLeft: `${block.depth + 1}em` }}>
          <span class="markdown-marker" aria-hidden="true">
            {/\d/.test(block.marker) ? block.marker : '•'}
          </span>
          <Spans text={block.text} />
        </div>
      );
    case 'code':
      return <pre class="mono">{block.text}</pre>;
    case 'table':
      return <Table block={block} />;
    case 'heading':
      return (
        <div role="heading" aria-level={headingLevel} class={`heading is-level-${block.level}`}>
          <Spans text={block.text} />
        </div>
      );
    case 'quote':
      return (
        <blockquote>
          <Spans text={block.text} />
        </blockquote>
      );
    case 'text':
      return (
        <p>
          <Spans text={block.text} />
        </p>
      );
  }
}

function Table({ block }: { readonly block: Extract<MarkdownBlock, { kind: 'table' }> }): VNode {
  return (
    <table>
      <thead>
        <tr>
          {block.head.map((cell, at) => (
            <th key={at} scope="col">
              <Spans text={cell} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {block.rows.map((cells, row) => (
          <tr key={row}>
            {block.head.map((_, at) => (
              <td key={at}>
                <Spans text={cells[at] ?? ''} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Spans({ text }: { readonly text: string }): VNode {
  return (
    <>
      {markdownSpans(text).map((span, at) => {
        if (span.kind === 'strong') return <strong key={at}>{span.text}</strong>;
        if (span.kind === 'emphasis') return <em key={at}>{span.text}</em>;
        if (span.kind === 'code')
          return (
            <code key={at} class="mono">
              {span.text}
            </code>
          );
        if (span.kind === 'link')
          return (
            <a key={at} href={span.href}>
              {span.text}
            </a>
          );
        return span.text;
      })}
    </>
  );
}
