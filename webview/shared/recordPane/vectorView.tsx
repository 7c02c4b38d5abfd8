import type { VNode } from 'preact';
import type { SparseValues } from '../../../src/model/record.ts';
import { formatCount } from '../format.ts';
import { t } from '../l10n.ts';
import { CopyButton } from './copyButton.tsx';
import { extentOf, rangeOf, sparklinePath } from './sparkline.ts';

/** The vectors of a record: the dense one as a sparkline with its figures, the sparse one by its largest values. */
export function VectorView({ values, sparseValues, onCopy }: VectorViewProps): VNode {
  return (
    <>
      {values.length > 0 && <DenseVector values={values} onCopy={onCopy} />}
      {sparseValues && sparseValues.indices.length > 0 && (
        <section aria-label={t('Sparse vector')}>
          <h2>
            {t('Sparse vector')}{' '}
            <span class="dim numeric">
              {t('{0} non-zero values', formatCount(sparseValues.indices.length))}
            </span>
            <CopyButton
              label={t('Copy Sparse Vector')}
              onCopy={() => onCopy(JSON.stringify(sparseValues))}
            />
          </h2>
          <p class="numeric">{largestTerms(sparseValues)}</p>
        </section>
      )}
    </>
  );
}

type VectorViewProps = {
  /** Empty if there is no dense vector, or it was not read. */
  readonly values: readonly number[];
  readonly sparseValues: SparseValues | undefined;
  readonly onCopy: (text: string) => void;
};

const digits = 3;
const shownTerms = 20;

function DenseVector({ values, onCopy }: Omit<VectorViewProps, 'sparseValues'>): VNode {
  const { min, max } = rangeOf(values);
  const zero = (40 * max) / (max - min);
  return (
    <section aria-label={t('Vector')}>
      <h2>
        {t('Vector')} <span class="dim numeric">{figuresOf(values)}</span>
        <CopyButton label={t('Copy Vector')} onCopy={() => onCopy(JSON.stringify(values))} />
      </h2>
      <svg class="sparkline" viewBox="0 0 240 40" preserveAspectRatio="none" aria-hidden="true">
        <path class="sparkline-zero" d={`M0 ${zero.toFixed(1)}H240`} />
        <path d={sparklinePath(values, 240, 40)} />
      </svg>
    </section>
  );
}

/** Describes a vector: its length, norm and extremes. */
function figuresOf(values: readonly number[]): string {
  const { least, greatest } = extentOf(values);
  if (values.length === 1) return t('1 number: {0}', least.toFixed(digits));
  return t(
    '{0} numbers · norm {1} · {2} to {3}',
    formatCount(values.length),
    normOf(values).toFixed(digits),
    least.toFixed(digits),
    greatest.toFixed(digits),
  );
}

/** Returns the Euclidean norm. */
export function normOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

function largestTerms({ indices, values }: SparseValues): string {
  return indices
    .map((index, at) => ({ index, value: values[at] ?? 0 }))
    .sort((one, other) => Math.abs(other.value) - Math.abs(one.value))
    .slice(0, shownTerms)
    .map(({ index, value }) => `${index}: ${value.toFixed(digits)}`)
    .join(' · ');
}
