import { render, type VNode } from 'preact';
import type { Event } from '../../src/common/emitter.ts';

/** Draws a view into the page, and again after changes. Several changes in one task cause a single drawing. */
export function drawOnChange(root: HTMLElement, onDidChange: Event<void>, view: () => VNode): void {
  let isWaiting = false;
  const draw = (): void => {
    isWaiting = false;
    render(view(), root);
  };
  onDidChange(() => {
    if (isWaiting) return;
    isWaiting = true;
    queueMicrotask(draw);
  });
  draw();
}
