import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { parseParameters } from '../../src/model/notebook/input/parseParameters.ts';
import { t } from '../shared/l10n.ts';
import { LinesField, OptionalFieldButton } from './cell/optionalField.tsx';
import { Problems } from './cell/problems.tsx';
import type { NotebookController } from './state/notebookController.ts';

/** The parameters of a notebook: a button while there are none. What is typed is sent when the field loses the focus. */
export function ParametersField(props: {
  readonly controller: NotebookController;
  readonly parameters: string;
}): VNode {
  const { controller, parameters } = props;
  const [typed, setTyped] = useState<string>();
  const [isOpened, setIsOpened] = useState(false);
  const value = typed ?? parameters;
  if (value === '' && !isOpened)
    return (
      <div class="parameters">
        <OptionalFieldButton
          label={t('parameters…')}
          hint={t('Add values that cells use as {{name}}')}
          onOpen={() => setIsOpened(true)}
        />
      </div>
    );
  const problems = parseParameters(value).problems.map(({ message }) => ({
    field: 'input' as const,
    message,
  }));
  const send = async (): Promise<void> => {
    if (typed === undefined) return;
    if (typed !== parameters) await controller.edit({ edit: 'setParameters', parameters: typed });
    setTyped(undefined);
  };
  return (
    <div class="parameters" onFocusOut={() => void send()}>
      <LinesField
        name={t('parameters')}
        label={t('Parameters of the notebook')}
        value={value}
        placeholder={'question: how do I get my money back'}
        isInvalid={problems.length > 0}
        takesFocus={isOpened && value === ''}
        onType={setTyped}
      />
      <Problems id="parameter-problems" problems={problems} />
    </div>
  );
}
