import { describe, expect, it } from 'vitest';
import { DeskState } from '../../../../src/engine/vectorSearch/scan/deskState.ts';

describe('DeskState', () => {
  it('lets in while a desk is open, and nobody later', () => {
    const asker = new DeskState();
    const helper = new DeskState(asker.buffer);
    asker.open(7, 1);
    const whileOpen = helper.enter();
    helper.leave();
    const isClosed = asker.close();
    const afterwards = helper.enter();
    helper.leave();
    expect({ whileOpen, isClosed, afterwards }).toEqual({
      whileOpen: 7,
      isClosed: true,
      afterwards: 0,
    });
  });

  it('tells of one who does not leave', () => {
    const asker = new DeskState(undefined, 1);
    new DeskState(asker.buffer).enter();
    expect(asker.close()).toBe(false);
  });

  it('is heard by who comes to listen after it rang', () => {
    const asker = new DeskState();
    asker.ring();
    asker.open(1, 1);
    expect(new DeskState(asker.buffer).listen(0)).toBe(2);
  });
});
