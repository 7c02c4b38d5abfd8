/**
 * Returns the order of a layout’s shuffled positions: slot s holds node `nodeStride` x s modulo the number of nodes, and
 * node i has slot `slotStride` x i modulo the same. The stride is the golden section of the nodes, so that consecutive
 * slots hold nodes that are far apart in row order, and far apart from each other.
 */
export function slotOrderOf(nodes: number): SlotOrder {
  let nodeStride = Math.max(1, Math.round(nodes * goldenSection));
  while (greatestCommonDivisor(nodeStride, nodes) > 1) nodeStride++;
  return {
    slots: nodes + spareSlots,
    nodeStride,
    slotStride: inverseOf(nodeStride, nodes),
  };
}

export type SlotOrder = {
  /** Number of slots: more than nodes, because a random slot is read together with those that follow it. */
  readonly slots: number;
  readonly nodeStride: number;
  readonly slotStride: number;
};

const goldenSection = (Math.sqrt(5) - 1) / 2;

/** Slots that the kernel reads from a random one on. */
const spareSlots = 8;

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Returns the number whose product with `value` is 1 modulo `modulus`, by Euclid’s extended algorithm. */
function inverseOf(value: number, modulus: number): number {
  let [high, low, before, inverse] = [modulus, value % modulus, 0, 1];
  while (low > 0) {
    const times = Math.floor(high / low);
    [high, low, before, inverse] = [low, high - times * low, inverse, before - times * inverse];
  }
  return (before + modulus) % modulus;
}
