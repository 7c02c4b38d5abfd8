import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { placeName } from '../../src/model/vectorIndex.ts';
import { Icon } from '../shared/icons.tsx';
import { t } from '../shared/l10n.ts';
import { ColumnChooser } from './columnChooser.tsx';
import type { RecordsController } from './recordsController.ts';

const problemId = 'filter-problem';

/** The title bar: what is shown, id prefix, filter, columns and actions. */
export function Toolbar({ controller }: { controller: RecordsController }): VNode {
  const { title, view } = controller;
  const target = title ?? view.target;
  const actions = title?.actions ?? [];
  return (
    <header class="title-bar">
      {title && (
        <span class="environment-dot" data-colour={title.colour} title={title.environment} />
      )}
      <h1>{target ? placeName(target) : t('Records')}</h1>
      <span class="space" />
      <PrefixBox controller={controller} />
      <FilterBox controller={controller} />
      <ColumnChooser controller={controller} />
      <button
        type="button"
        class="icon-button"
        aria-label={t('Reload')}
        title={t('Read the records again')}
        onClick={() => void controller.reload()}
      >
        <Icon name="refresh" />
      </button>
      {actions.includes('new') && (
        <button type="button" class="control" onClick={() => controller.run('new', [])}>
          {t('New Record')}
        </button>
      )}
      {controller.filterProblem !== undefined && (
        <p class="problem" id={problemId} role="alert">
          {controller.filterProblem}
        </p>
      )}
    </header>
  );
}

function PrefixBox({ controller }: { controller: RecordsController }): VNode {
  return (
    <label class="box">
      <span class="dim">{t('prefix')}</span>
      <CommittedInput
        value={controller.view.prefix}
        label={t('Start of the ids')}
        placeholder={t('doc-1')}
        onCommit={(prefix) => void controller.select({ prefix, filter: controller.view.filter })}
      />
    </label>
  );
}

function FilterBox({ controller }: { controller: RecordsController }): VNode {
  return (
    <label class="box wide">
      <span class="dim">{t('filter')}</span>
      <CommittedInput
        value={controller.view.filter}
        label={t('Metadata filter')}
        placeholder={t('{ "year": { "$gte": 2024 } }')}
        isInvalid={controller.filterProblem !== undefined}
        onCommit={(filter) => void controller.select({ prefix: controller.view.prefix, filter })}
      />
    </label>
  );
}

/** A text field that takes effect on Enter or when it loses the focus. */
function CommittedInput(props: {
  readonly value: string;
  readonly label: string;
  readonly placeholder: string;
  readonly isInvalid?: boolean;
  readonly onCommit: (value: string) => void;
}): VNode {
  const { value, label, placeholder, isInvalid, onCommit } = props;
  const input = useRef<HTMLInputElement>(null);
  // Set here, so that drawing again keeps what is being typed.
  useLayoutEffect(() => {
    if (input.current) input.current.value = value;
  }, [value]);
  const commit = (): void => {
    const typed = input.current?.value ?? '';
    if (typed !== value) onCommit(typed);
  };
  return (
    <input
      ref={input}
      class="field"
      type="text"
      aria-label={label}
      aria-invalid={isInvalid}
      aria-describedby={isInvalid ? problemId : undefined}
      placeholder={placeholder}
      spellcheck={false}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key !== 'Escape' || !input.current) return;
        input.current.value = '';
        commit();
      }}
    />
  );
}
