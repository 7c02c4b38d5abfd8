// Positions in an order in which consecutive nodes are far apart: one random slot gives several random nodes at once.

/** Positions of even epochs, then those of odd epochs: each all x, then all y, in slot order. */
let shuffled: usize = 0;
/** Node of each slot. */
export let slotNodes: usize = 0;
/** Bytes of the x or y of all slots. */
export let slotBytes: usize = 0;
/** Slots from one node to the next, modulo the node count. */
let slotStride: i32 = 0;
let nodes: i32 = 0;

/**
 * Sets the memory. Node i has slot i * stride modulo the node count; slots from the node count on repeat the first
 * ones. `shuffledAt` has room for 4 x `bytes`, `slotNodesAt` holds the node of each slot.
 */
export function setShuffled(
  shuffledAt: usize,
  slotNodesAt: usize,
  bytes: usize,
  stride: i32,
  nodeCount: i32,
): void {
  shuffled = shuffledAt;
  slotNodes = slotNodesAt;
  slotBytes = bytes;
  slotStride = stride;
  nodes = nodeCount;
}

/** Returns the address of the x of slot 0 at the start of an epoch. */
export function shuffledOf(epoch: i32): usize {
  return shuffled + <usize>(epoch & 1) * 2 * slotBytes;
}

/** Copies the positions at `from` of the nodes from `node` to `endNode` to their slots of an epoch. */
export function shufflePositions(from: usize, epoch: i32, node: i32, endNode: i32): void {
  const target = shuffledOf(epoch);
  const slots = <i32>(slotBytes >> 2);
  let slot = <i32>((<u64>node * <u64>slotStride) % <u64>nodes);
  for (; node < endNode; node++) {
    const at = from + ((<usize>node) << 3);
    const x = load<f32>(at);
    const y = load<f32>(at, 4);
    for (let copy = slot; copy < slots; copy += nodes) {
      store<f32>(target + ((<usize>copy) << 2), x);
      store<f32>(target + slotBytes + ((<usize>copy) << 2), y);
    }
    slot += slotStride;
    if (slot >= nodes) slot -= nodes;
  }
}
