import { describe, expect, it } from 'vitest';
import { Tools, type Press } from '../../../../webview/map/tools.ts';

const press = (change: Partial<Press> = {}): Press => ({
  button: 0,
  shiftKey: false,
  altKey: false,
  ...change,
});

function toolsOf(isSpace: boolean): Tools {
  return new Tools(
    () => isSpace,
    () => undefined,
  );
}

describe('the tools of a 2D map', () => {
  it('pan, draw a lasso with Shift, and leave the second button to others', () => {
    const tools = toolsOf(false);
    const presses = [
      press(),
      press({ shiftKey: true }),
      press({ altKey: true }),
      press({ button: 2 }),
    ];
    expect(presses.map((one) => tools.of(one))).toEqual(['pan', 'lasso', 'pan', undefined]);
  });

  it('pan again when a tool is chosen a second time', () => {
    const tools = toolsOf(false);
    tools.choose('box');
    expect(tools.of(press({ altKey: true }))).toBe('box');
    tools.choose('box');
    expect(tools.current).toBe('pan');
  });
});

describe('the tools of a 3D map', () => {
  it('rotate, pan with Alt, and always rotate with the right button', () => {
    const tools = toolsOf(true);
    expect(
      [press(), press({ altKey: true }), press({ button: 2 })].map((one) => tools.of(one)),
    ).toEqual(['rotate', 'pan', 'rotate']);
    tools.choose('lasso');
    expect([press(), press({ button: 2 })].map((one) => tools.of(one))).toEqual([
      'lasso',
      'rotate',
    ]);
  });

  it('pan when rotation is turned off, and then rotate with Alt', () => {
    const tools = toolsOf(true);
    tools.choose('rotate');
    expect([press(), press({ altKey: true })].map((one) => tools.of(one))).toEqual([
      'pan',
      'rotate',
    ]);
  });
});
