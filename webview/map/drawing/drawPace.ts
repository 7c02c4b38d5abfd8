/** A frame takes so long at most while the camera moves; it may begin to move while a part is added to a picture at rest. */
const movingMs = 20;
const restingMs = 200;

/** Fewer points would say too little of what is moved. */
const fewest = 50_000;

/** What the first picture of a machine begins with. */
const firstGuess = { points: 100_000, ms: 20 };

/** How much a new measurement counts: one that was held up by something else is soon forgotten. */
const newShare = 0.4;

/** Learns how many points this machine draws in a time that keeps movements smooth. */
export class DrawPace {
  #pointsPerMs = firstGuess.points / firstGuess.ms;
  #isGuess = true;

  /** How many of `count` points a frame has while the camera moves: all where half of them would be in time. */
  moving(count: number): number {
    const most = this.#inTime();
    return count <= 2 * most ? count : most;
  }

  /**
   * How many points to add to a picture at rest that has so many: each part makes it four times as dense, so that few
   * do. A picture that begins at rest waits for as many as a part may have.
   */
  resting(drawn: number): number {
    const most = Math.max(this.#inTime(), Math.round(this.#pointsPerMs * restingMs));
    return drawn === 0 ? most : Math.max(this.#inTime(), Math.min(3 * drawn, most));
  }

  /** So many points took so long, from the call until they were there. */
  learn(points: number, elapsedMs: number): void {
    const pointsPerMs = points / Math.max(0.1, elapsedMs);
    const share = this.#isGuess ? 1 : newShare;
    // The mean of times, not of speeds: one draw that was fast by chance must not promise too much.
    this.#pointsPerMs = 1 / ((1 - share) / this.#pointsPerMs + share / pointsPerMs);
    this.#isGuess = false;
  }

  #inTime(): number {
    return Math.max(fewest, Math.round(this.#pointsPerMs * movingMs));
  }
}
