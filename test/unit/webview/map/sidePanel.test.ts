import { expect, it } from 'vitest';
import { defaultViewState } from '../../../../webview/map/viewState.ts';
import { sendWords } from './sampleMap.ts';
import { disposeControllers, startController } from './startController.ts';

disposeControllers();

it('opens the side panel of a narrow view for a record and for findings only', async () => {
  const narrow = () => startController({}, defaultViewState, { ms: 0 }, true);
  const { controller, send } = narrow();
  controller.layers.toggle('contours');
  expect(controller.side.isOpen).toBe(false);
  controller.layers.toggle('findings');
  expect(controller.side.isOpen).toBe(true);
  controller.side.toggle();
  controller.layers.toggle('findings');
  expect(controller.side.isOpen).toBe(false);
  sendWords(send);
  await controller.focus.show('dog');
  expect(controller.side.isOpen).toBe(true);
  const wide = startController().controller;
  wide.layers.toggle('findings');
  expect(wide.side.isOpen).toBe(false);
});
