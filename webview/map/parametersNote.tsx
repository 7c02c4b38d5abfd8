import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { MapParameters } from '../../src/model/map.ts';
import { lazy } from '../shared/lazy.tsx';
import type { MapController } from './mapController.ts';
import { describeParameters } from './words.ts';

const ParametersForm = lazy(async () => (await import('./parametersForm.tsx')).ParametersForm);

type NoteProps = { readonly controller: MapController; readonly parameters: MapParameters };

/** What the map is made with; on demand a form to make it with something else. */
export function ParametersNote({ controller, parameters }: NoteProps): VNode {
  const [wasOpened, setWasOpened] = useState(false);
  return (
    <details class="note" onToggle={() => setWasOpened(true)}>
      <summary class="numeric">{describeParameters(parameters)}</summary>
      {wasOpened && <ParametersForm controller={controller} parameters={parameters} />}
    </details>
  );
}
