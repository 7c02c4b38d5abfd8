import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** How far outside of the view something still counts as in sight: it is drawn when it comes. */
const margin = '150px';

/** Whether an element is in sight, or nearly so. */
export function useIsInView(element: RefObject<HTMLElement | null>): boolean {
  const [isInSight, setInSight] = useState(false);
  useEffect(() => {
    const target = element.current;
    if (!target) return undefined;
    const observer = new IntersectionObserver(
      (entries) => setInSight(entries.at(-1)?.isIntersecting ?? false),
      { root: target.closest('.cells'), rootMargin: margin },
    );
    observer.observe(target);
    return () => observer.disconnect();
  }, []);
  return isInSight;
}
