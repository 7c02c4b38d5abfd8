import type { Point } from '../camera/camera.ts';

/** A label over a dense group of points. */
export type Label = Point & {
  readonly text: string;
  /** Whether it lists example points, because no words distinguish the group. */
  readonly isExample: boolean;
  /** Number of points in the group. */
  readonly weight: number;
  /** Smallest zoom at which the label is shown; 1 shows all points. */
  readonly fromZoom: number;
};
