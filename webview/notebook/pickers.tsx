import type { VNode } from 'preact';
import type { Binding } from '../../src/model/notebook/cell.ts';
import { defaultNamespace } from '../../src/model/vectorIndex.ts';
import { formatCount, formatSentence } from '../shared/format.ts';
import { Icon } from '../shared/icons.tsx';
import { t } from '../shared/l10n.ts';
import { Select, type SelectOption, type SelectProps } from '../shared/select.tsx';
import type { ChoiceLevel, Choices } from './state/choices.ts';
import type { NotebookController } from './state/notebookController.ts';

type PickersProps = { readonly controller: NotebookController; readonly binding: Binding };

/**
 * The pickers of the notebook's binding: environment, index, namespace. Each loads its options when the user hovers or
 * focuses it.
 */
export function Pickers({ controller, binding }: PickersProps): VNode {
  const { choices } = controller;
  const environments = choices.get('environments', binding);
  const colour = environments.items?.find(({ name }) => name === binding.environment)?.colour;
  const approach = (level: ChoiceLevel) => () => void choices.ensure(level, binding);
  const bind = (part: Partial<Binding>) =>
    void controller.bind({ ...binding, index: '', namespace: '', ...part });
  const search = (level: 'indexes' | 'namespaces'): void => {
    void controller.searchBinding(binding, level).then((name) => {
      if (name === undefined) return;
      bind(
        level === 'indexes'
          ? { index: name, namespace: defaultNamespace }
          : { index: binding.index, namespace: name },
      );
    });
  };
  return (
    <div class="pickers">
      <span class="environment-dot" data-colour={colour} />
      <Select
        label={t('Environment')}
        placeholder={t('Environment…')}
        value={binding.environment}
        options={optionsOf(environments.items)}
        isLoading={environments.isLoading}
        onApproach={approach('environments')}
        onChange={(environment) => bind({ environment })}
      />
      <Select
        label={t('Index')}
        placeholder={t('Index…')}
        value={binding.index}
        options={optionsOf(choices.get('indexes', binding).items)}
        isLoading={choices.get('indexes', binding).isLoading}
        more={moreOf(choices.get('indexes', binding).hidden, () => search('indexes'))}
        onApproach={approach('indexes')}
        onChange={(index) => bind({ index, namespace: defaultNamespace })}
      />
      <Select
        label={t('Namespace')}
        placeholder={binding.index === '' ? t('Namespace…') : defaultNamespace}
        value={binding.namespace}
        options={namespaceOptions(choices, binding)}
        isLoading={choices.get('namespaces', binding).isLoading}
        more={moreOf(choices.get('namespaces', binding).hidden, () => search('namespaces'))}
        onApproach={approach('namespaces')}
        onChange={(namespace) => bind({ index: binding.index, namespace })}
      />
    </div>
  );
}

/** Problems that prevent a choice, each with its next step. */
export function PickerNotices({ controller, binding }: PickersProps): VNode {
  const { choices } = controller;
  const environments = choices.get('environments', binding).items;
  const environment = environments?.find(({ name }) => name === binding.environment);
  const isUnknown = environments && !environment && binding.environment !== '';
  const failed = (['environments', 'indexes', 'namespaces'] as const).flatMap((level) => {
    if (isUnknown && level !== 'environments') return [];
    const { failure } = choices.get(level, binding);
    return failure ? [{ level, failure }] : [];
  });
  return (
    <div class="notices" role="status">
      {isUnknown && (
        <p class="notice" key="environment">
          <Icon name="warning" />
          <span>
            {t(
              'There is no environment named “{0}” on this machine. Choose another one above, or add it in the Vectorscope view.',
              binding.environment,
            )}
          </span>
        </p>
      )}
      {environment && !environment.hasKey && (
        <p class="notice" key="key">
          <Icon name="warning" />
          <span>{t('“{0}” has no key on this machine yet.', environment.name)}</span>
          <vscode-button appearance="secondary" onClick={() => void controller.take('updateKey')}>
            {t('Enter Key')}
          </vscode-button>
        </p>
      )}
      {failed.map(({ level, failure }) => (
        <p class="notice" key={level}>
          <Icon name="error" />
          <span>{formatSentence(failure.message)}</span>
          {failure.kind === 'unauthorized' && (
            <vscode-button appearance="secondary" onClick={() => void controller.take('updateKey')}>
              {t('Update Key')}
            </vscode-button>
          )}
          <vscode-button appearance="secondary" onClick={() => void choices.retry(level, binding)}>
            {t('Retry')}
          </vscode-button>
        </p>
      ))}
    </div>
  );
}

function moreOf(hidden: number | undefined, onChoose: () => void): SelectProps['more'] {
  if (hidden === undefined || hidden === 0) return undefined;
  return { label: t('Search {0} more…', formatCount(hidden)), onChoose };
}

function optionsOf(items: readonly { readonly name: string }[] | undefined): SelectOption[] {
  return (items ?? []).map(({ name }) => ({ value: name, label: name }));
}

function namespaceOptions(choices: Choices, binding: Binding): SelectOption[] {
  return (choices.get('namespaces', binding).items ?? []).map(({ name, recordCount }) => ({
    value: name,
    label: name,
    detail: recordCount === 1 ? t('1 record') : t('{0} records', formatCount(recordCount)),
  }));
}
