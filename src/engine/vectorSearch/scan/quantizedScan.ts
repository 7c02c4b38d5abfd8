import { quantizedLayout, rowsPerSegment } from '../quantize/quantizedSegment.ts';
import type { ScanControl } from './scanControl.ts';
import { chunkRowsOf, type ScanCandidates, type ScanPlan } from './scanPlan.ts';
import { SegmentScan, type SegmentCandidates } from './segmentScan.ts';

/** One thread's share of scans over quantized vectors. Caches a kernel for each segment until `releaseSegment`. */
export class QuantizedScan {
  readonly #module: WebAssembly.Module;
  readonly #threadIndex: number;
  readonly #segments = new Map<number, SegmentScan>();

  constructor(module: WebAssembly.Module, threadIndex: number) {
    this.#module = module;
    this.#threadIndex = threadIndex;
  }

  /** Drops what is cached for a segment. */
  releaseSegment(id: number): void {
    this.#segments.delete(id);
  }

  /** Scans chunks until none is left, and returns this thread's candidates. Throws `cancelled` once `control` is stopped. */
  run(plan: ScanPlan, control: ScanControl): ScanCandidates {
    const capacity = rowsPerSegment(plan.dimension);
    const chunkRows = chunkRowsOf(plan.dimension, plan.rowCount);
    const collector = new CandidateCollector();
    let segment: SegmentScan | undefined;
    let segmentIndex = -1;
    let threshold = -Infinity;
    const collect = (): void => {
      if (segment === undefined) return;
      collector.add(segment.candidates(), segmentIndex * capacity, control.threshold());
    };
    control.join();
    for (;;) {
      const first = control.takeChunk() * chunkRows;
      if (first >= plan.rowCount) break;
      control.throwIfStopped();
      const index = Math.floor(first / capacity);
      if (segment === undefined || index !== segmentIndex) {
        collect();
        segment = this.#bind(plan, index);
        segmentIndex = index;
        segment.begin(plan, collector.lowerBounds, plan.prefix?.counts[index] ?? 0);
      }
      segment.scan(plan, first, chunkRows, control.threshold());
      threshold = Math.max(threshold, segment.threshold());
      control.publishThreshold(this.#threadIndex, threshold);
    }
    if (segment === undefined) control.leave();
    collect();
    return collector.candidates();
  }

  #bind({ dimension, segments }: ScanPlan, index: number): SegmentScan {
    const { id, memory } = segments[index]!;
    const known = this.#segments.get(id);
    if (known !== undefined) return known;
    const layout = quantizedLayout(dimension);
    const segment = new SegmentScan(this.#module, memory, layout, this.#threadIndex);
    this.#segments.set(id, segment);
    return segment;
  }
}

/** Collects one thread's candidates from segment to segment. */
class CandidateCollector {
  lowerBounds = new Float32Array(0);
  readonly #rows: Uint32Array[] = [];
  readonly #upperBounds: Float32Array[] = [];

  /** Copies the candidates of a segment. Omits those found early that do not reach the threshold of now. */
  add(segment: SegmentCandidates, firstRow: number, threshold: number): void {
    const { rows, upperBounds } = segment;
    this.lowerBounds = segment.lowerBounds.slice();
    const reachingRows = new Uint32Array(rows.length);
    const reachingBounds = new Float32Array(rows.length);
    let count = 0;
    for (let at = 0; at < rows.length; at++) {
      if (upperBounds[at]! < threshold) continue;
      reachingRows[count] = firstRow + rows[at]!;
      reachingBounds[count++] = upperBounds[at]!;
    }
    this.#rows.push(reachingRows.subarray(0, count));
    this.#upperBounds.push(reachingBounds.subarray(0, count));
  }

  candidates(): ScanCandidates {
    const hasWorked = this.#rows.length > 0;
    const length = this.#rows.reduce((sum, { length: part }) => sum + part, 0);
    const rows = new Uint32Array(length);
    const upperBounds = new Float32Array(length);
    let at = 0;
    this.#rows.forEach((part, index) => {
      rows.set(part, at);
      upperBounds.set(this.#upperBounds[index]!, at);
      at += part.length;
    });
    return { rows, upperBounds, lowerBounds: this.lowerBounds, hasWorked };
  }
}
