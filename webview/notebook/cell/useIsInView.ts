import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/**
 * Returns whether an element is in view or at most `marginPx` away from it, so that it is drawn before it scrolls into
 * view.
 */
export function useIsInView(element: RefObject<HTMLElement | null>, marginPx: number): boolean {
  const [isInSight, setInSight] = useState(false);
  useEffect(() => {
    const target = element.current;
    if (!target) return undefined;
    const observer = new IntersectionObserver(
      (entries) => setInSight(entries.at(-1)?.isIntersecting ?? false),
      { root: target.closest('.cells'), rootMargin: `${marginPx}px` },
    );
    observer.observe(target);
    return () => observer.disconnect();
  }, []);
  return isInSight;
}
