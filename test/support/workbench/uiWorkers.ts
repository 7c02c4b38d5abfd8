/** How many files of browser tests run at once. Half of their time they wait for a window. */
export const uiWorkers = 2;
