import type { VNode } from 'preact';
import type { MapParameters } from '../../../src/model/map/map.ts';
import { lazy } from '../../shared/lazy.tsx';
import type { MapController } from '../mapController.ts';
import { Disclosure } from './disclosure.tsx';
import { describeParameters } from '../shared/displayText.ts';

const ParametersForm = lazy(async () => (await import('./parametersForm.tsx')).ParametersForm);

type DisclosureProps = { readonly controller: MapController; readonly parameters: MapParameters };

/** A summary of the map's parameters; opens a form that changes them. */
export function ParametersSummary({ controller, parameters }: DisclosureProps): VNode {
  return (
    <Disclosure summary={describeParameters(parameters)}>
      {(close) => (
        <ParametersForm
          parameters={parameters}
          {...(controller.title && {
            source: {
              own: controller.title.namespace,
              find: (prefix) => controller.actions.findNamespaces(prefix),
            },
          })}
          onSubmit={(chosen) => {
            close();
            controller.restart(chosen);
          }}
        />
      )}
    </Disclosure>
  );
}
