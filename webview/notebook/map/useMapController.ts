import { useEffect, useReducer, useState } from 'preact/hooks';
import type { MapController } from '../../map/mapController.ts';
import { onDidChangeTheme, readTheme } from '../../map/colours/theme.ts';

/**
 * Returns the controller that `create` makes once. Renders again after each change, and disposes the controller with
 * the component.
 */
export function useMapController(create: () => MapController): MapController {
  const [controller] = useState(create);
  const [, renderAgain] = useReducer((times: number) => times + 1, 0);
  useEffect(() => {
    const owned = [
      controller.scene,
      controller,
      controller.onDidChange(() => renderAgain(undefined)),
      onDidChangeTheme(() => controller.setTheme(readTheme())),
    ];
    void controller.mapRun.open();
    return () => owned.forEach((one) => one.dispose());
  }, [controller]);
  return controller;
}
