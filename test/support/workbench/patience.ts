/** When a test in the browser is given up. Nothing but a hang reaches it, however busy the machine is. */
export const testLimitMs = 240_000;

/** How long every wait in the browser tests waits: less than a test, so that it is the wait that says what did not happen. */
export const patienceMs = testLimitMs / 2;
