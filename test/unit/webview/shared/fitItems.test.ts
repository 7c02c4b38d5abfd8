import { expect, it } from 'vitest';
import { countFitting } from '../../../../webview/shared/fitItems.ts';

it.each([
  [[50, 50, 50], 150, 3],
  [[50, 50, 50], 149.6, 3],
  [[50, 50, 50], 149, 2],
  [[50, 50, 50], 139, 1],
  [[50, 50, 50], 90, 1],
  [[50, 50, 50], 89, 0],
  [[50, 50, 50], 10, 0],
  [[], 0, 0],
])('of %j in a room of %d stand %i beside the word for more', (widths, room, count) => {
  expect(countFitting(widths, room, 40)).toBe(count);
});
