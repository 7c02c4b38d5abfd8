import type { VNode } from 'preact';

/** An icon without an accessible name; its control provides one. */
export function Icon({ name, slot }: { name: IconName; slot?: string }): VNode {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" {...(slot && { slot })}>
      <path d={paths[name]} />
    </svg>
  );
}

/** Own icons on a 16 by 16 grid, in the text colour. */
const paths = {
  add: 'M8 3v10M3 8h10',
  arrowDown: 'M8 3v9.5M4 8.5l4 4 4-4',
  arrowUp: 'M8 13V3.5M4 7.5l4-4 4 4',
  chevronDown: 'M4 6l4 4 4-4',
  check: 'M3 8.5l3.5 3.5L13 5',
  close: 'M4 4l8 8M12 4l-8 8',
  clock: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M8 4.5v4l2.6 1.6',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  download: 'M8 2.5v8M4.5 7l3.5 3.5L11.5 7M2.5 13.5h11',
  error: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M8 4.8v4M8 10.6v1',
  info: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M8 7.2v4M8 4.4v1',
  chevronRight: 'M6 4l4 4-4 4',
  pin: 'M5.5 2.5h5M6.5 2.5v4L4.5 9h7l-2-2.5v-4M8 9v5',
  play: 'M4.5 2.8v10.4L13 8z',
  playAll: 'M2.5 3.5v9L8 8zM8.5 3.5v9L14 8z',
  goTo: 'M6.5 3.5h-4v10h10v-4M9.5 2.5h4v4M13.5 2.5L7.5 8.5',
  refresh: 'M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3',
  stop: 'M4 4h8v8H4z',
  text: 'M3 4h10M3 8h10M3 12h6',
  trash: 'M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9M6.7 7v4M9.3 7v4',
  warning: 'M8 2.2l6.3 11.3H1.7zM8 6.3v3.6M8 11.2v1',
} as const;

export type IconName = keyof typeof paths;
