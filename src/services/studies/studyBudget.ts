/** The read units that runs may use, and have used. Questions that are under way when they are spent are still answered. */
export class StudyBudget {
  readonly #limit: number;
  #spent = 0;

  /** Without a limit, nothing ends a run. */
  constructor(limit = Infinity) {
    this.#limit = limit;
  }

  get isSpent(): boolean {
    return this.#spent >= this.#limit;
  }

  /** Says why a run has ended early. */
  get message(): string {
    return `The budget of ${this.#limit} read units is spent. Run again to go on`;
  }

  spend(readUnits: number): void {
    this.#spent += readUnits;
  }
}
