/** Learns how many points this machine can draw within the time limit of a frame. */
export class FrameBudget {
  /** Speeds are measured per kind of frame, because each draw call has a fixed cost. */
  readonly #pointsPerMs = {
    interactive: firstGuess.points / firstGuess.ms,
    progressive: firstGuess.points / firstGuess.ms,
  };
  readonly #measured = new Set<Kind>();

  /** Returns how many of `count` points to draw while the camera moves: all, if half of them fit the time limit. */
  interactiveCount(count: number): number {
    const most = this.#affordable();
    return count <= 2 * most ? count : most;
  }

  /**
   * Returns how many points to add to a still frame that shows `drawn` of `count`: all missing points if they fit the
   * time limit, else up to three times those already drawn. The first step uses the whole time limit.
   */
  progressiveCount(drawn: number, count: number): number {
    const most = Math.max(
      this.#affordable(),
      Math.round(this.#pointsPerMs.progressive * progressiveMs),
    );
    if (drawn === 0 || count - drawn <= most) return Math.min(most, count - drawn);
    return Math.max(this.#affordable(), Math.min(3 * drawn, most));
  }

  /** Records a measurement: drawing `points` points took `elapsedMs`, from the call until the GPU finished. */
  learn(kind: Kind, points: number, elapsedMs: number): void {
    const pointsPerMs = points / Math.max(0.1, elapsedMs);
    for (const one of ['interactive', 'progressive'] as const) {
      const isKnown = this.#measured.has(one);
      // A measurement of one kind is the best estimate for the other kind until that is measured.
      if (one !== kind && isKnown) continue;
      const share = isKnown ? newShare : 1;
      // Averages times, not speeds: one fast frame must not raise the estimate too much.
      this.#pointsPerMs[one] = 1 / ((1 - share) / this.#pointsPerMs[one] + share / pointsPerMs);
    }
    this.#measured.add(kind);
  }

  #affordable(): number {
    return Math.max(minPoints, Math.round(this.#pointsPerMs.interactive * interactiveMs));
  }
}

/** Time limits of a frame while the camera moves, and of a step that adds points to a still frame. */
const interactiveMs = 20;
const progressiveMs = 200;

/** Smallest number of points in a frame. */
const minPoints = 50_000;

/** Assumed speed before the first measurement. */
const firstGuess = { points: 100_000, ms: 20 };

/** Weight of a new measurement: outliers fade quickly. */
const newShare = 0.4;

/** A frame while the camera moves, or a step that adds points to a still frame. */
type Kind = 'interactive' | 'progressive';
