/** The name and value of the header of every response of an engine that simulates hosted models. */
export const simulationHeader = ['x-vectorscope-simulated', 'models'] as const;
