import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { TextCell } from '../../src/model/notebook/cell.ts';
import { t } from '../shared/l10n.ts';
import { Markdown } from '../shared/markdown/markdown.tsx';

/** A text cell: Markdown, shown as what it means; a double click or Enter edits it. */
export function TextCellView(props: {
  readonly cell: TextCell;
  readonly isEditing: boolean;
  readonly onEditing: (isEditing: boolean) => void;
  readonly onType: (cell: TextCell) => void;
}): VNode {
  const { cell, isEditing, onEditing, onType } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const [isFocused, setIsFocused] = useState(false);
  useLayoutEffect(() => {
    if (isEditing && !isFocused) field.current?.focus();
  }, [isEditing]);

  if (isEditing) {
    return (
      <textarea
        ref={field}
        class="text-editor"
        data-main
        aria-label={t('Text')}
        value={cell.text}
        onFocus={() => setIsFocused(true)}
        onBlur={() => {
          setIsFocused(false);
          onEditing(false);
        }}
        onInput={({ currentTarget }) => onType({ ...cell, text: currentTarget.value })}
      />
    );
  }
  return (
    <div class="text-cell" onDblClick={() => onEditing(true)}>
      {cell.text.trim() === '' ? (
        <p class="dim">{t('Empty text. Press Enter or double-click to edit.')}</p>
      ) : (
        <Markdown text={cell.text} />
      )}
    </div>
  );
}
