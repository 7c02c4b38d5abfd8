import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Elements this close to the visible area count as visible, so that they are drawn before they scroll into view. */
const margin = '150px';

/** Returns whether an element is in view or close to it. */
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
