/** A frame takes so long at most while the camera moves; it may begin to move while a part is added to a picture at rest. */
const interactiveMs = 20;
const progressiveMs = 200;

/** Fewer points would say too little of what is moved. */
const minPoints = 50_000;

/** What the first picture of a machine begins with. */
const firstGuess = { points: 100_000, ms: 20 };

/** How much a new measurement counts: one that was held up by something else is soon forgotten. */
const newShare = 0.4;

/** A frame while the camera moves, or a part of a picture at rest. */
type Kind = 'interactive' | 'progressive';

/** Learns how many points this machine draws in a time that keeps movements smooth. */
export class FrameBudget {
  /** Each call has a price of its own: a frame of few points says little of what a part of many takes. */
  readonly #pointsPerMs = {
    interactive: firstGuess.points / firstGuess.ms,
    progressive: firstGuess.points / firstGuess.ms,
  };
  readonly #measured = new Set<Kind>();

  /** How many of `count` points a frame has while the camera moves: all where half of them would be in time. */
  interactiveCount(count: number): number {
    const most = this.#affordable();
    return count <= 2 * most ? count : most;
  }

  /**
   * How many points to add to a picture at rest that has `drawn` of `count`: all that it lacks where they are in time,
   * else as many as make it four times as dense, so that few parts do. A picture that begins at rest waits for as many
   * as a part may have.
   */
  progressiveCount(drawn: number, count: number): number {
    const most = Math.max(
      this.#affordable(),
      Math.round(this.#pointsPerMs.progressive * progressiveMs),
    );
    if (drawn === 0 || count - drawn <= most) return Math.min(most, count - drawn);
    return Math.max(this.#affordable(), Math.min(3 * drawn, most));
  }

  /** So many points of a frame of this kind took so long, from the call until they were there. */
  learn(kind: Kind, points: number, elapsedMs: number): void {
    const pointsPerMs = points / Math.max(0.1, elapsedMs);
    for (const one of ['interactive', 'progressive'] as const) {
      const isKnown = this.#measured.has(one);
      // What is known of one kind is the best guess of the other.
      if (one !== kind && isKnown) continue;
      const share = isKnown ? newShare : 1;
      // The mean of times, not of speeds: one draw that was fast by chance must not promise too much.
      this.#pointsPerMs[one] = 1 / ((1 - share) / this.#pointsPerMs[one] + share / pointsPerMs);
    }
    this.#measured.add(kind);
  }

  #affordable(): number {
    return Math.max(minPoints, Math.round(this.#pointsPerMs.interactive * interactiveMs));
  }
}
