// A sampling epoch of UMAP: each edge that is due attracts its ends, and random nodes repel its head.
import { power } from './power.ts';
import { shuffledOf, shufflePositions, slotBytes, slotNodes } from './shuffledPositions.ts';
import { a, b } from './similarityCurve.ts';

/** Maximum move along an axis, before the learning rate. */
const maxMove: f32 = 4;

/** Keeps the repulsion of nearly equal positions finite, as in umap-learn. */
const softening: f32 = 0.001;

/** Minimum squared distance: its powers stay finite, and the move is zero. */
const smallest: f32 = 1e-12;

// State of the layout. Each instance serves one thread.
let heads: usize = 0;
let tails: usize = 0;
let periods: usize = 0;
let due: usize = 0;
let nodes: i32 = 0;
/** Factors of the repulsion and of the attraction. */
let push: f32 = 0;
let pull: f32 = 0;
let state: u32 = 1;
/** Positions at the start of the epoch, and the positions being written. */
let before: usize = 0;
let moved: usize = 0;
/** Shuffled positions at the start of the epoch. */
let shuffled: usize = 0;
let epoch: i32 = 0;
let rate: f32 = 0;

/**
 * Sets the edges. Each leads from one of `heads` to one of `tails` and is sampled once per `periods` epochs,
 * next in epoch `due`. Consecutive edges should have different heads, so that the processor can work on several
 * in parallel. `due` needs room for three more entries. `repulsion` is the strength of the repulsion, 1 in
 * umap-learn. Call it after `setCurve`.
 */
export function beginSampling(
  headsAt: usize,
  tailsAt: usize,
  periodsAt: usize,
  dueAt: usize,
  nodeCount: i32,
  repulsion: f32,
): void {
  heads = headsAt;
  tails = tailsAt;
  periods = periodsAt;
  due = dueAt;
  nodes = nodeCount;
  push = 2 * b * repulsion;
  pull = -2 * a * b;
}

/** Begins an epoch that reads positions at `from`, writes them at `to` and moves nodes at the learning rate. */
export function beginEpoch(from: usize, to: usize, number: i32, learningRate: f32): void {
  before = from;
  moved = to;
  epoch = number;
  rate = learningRate;
  shuffled = shuffledOf(number);
}

/**
 * Runs the epoch on the nodes from `node` to `endNode`, whose edges are those from `first` to `end`. Each due
 * edge attracts its head to its tail and repels it from random nodes. Heads move from edge to edge while all
 * other nodes have their positions at the start of the epoch, so the result does not depend on the order of
 * chunks. `seed` is unique to the epoch and chunk.
 */
export function sampleEdges(node: i32, endNode: i32, first: i32, end: i32, seed: i32): void {
  seedState(seed);
  const skipped = (<usize>node) << 3;
  memory.copy(moved + skipped, before + skipped, (<usize>(endNode - node)) << 3);
  const now = f32x4.splat(<f32>epoch);
  for (let edge = first; edge < end; edge += 4) {
    let bits = i32x4.bitmask(f32x4.le(v128.load(due + (edge << 2)), now));
    if (end - edge < 4) bits &= (1 << (end - edge)) - 1;
    while (bits != 0) {
      followEdge(edge + ctz(bits));
      bits &= bits - 1;
    }
  }
  shufflePositions(moved, epoch + 1, node, endNode);
}

/** Seeds the generator by the final mix of Austin Appleby’s MurmurHash3. */
function seedState(seed: i32): void {
  let x = <u32>seed;
  x = (x ^ (x >> 16)) * 0x85ebca6b;
  x = (x ^ (x >> 13)) * 0xc2b2ae35;
  // xorshift never leaves zero.
  state = (x ^ (x >> 16)) | 1;
}

function followEdge(edge: i32): void {
  const at = edge << 2;
  store<f32>(due + at, load<f32>(due + at) + load<f32>(periods + at));
  const head = load<i32>(heads + at);
  const own = moved + (head << 3);
  const here = v128.load64_splat(own);
  const x = i32x4.shuffle(here, here, 0, 0, 0, 0);
  const y = i32x4.shuffle(here, here, 1, 1, 1, 1);
  // Lane 0 is the tail. The other lanes and the next four slots are random nodes: seven, where umap-learn has five.
  const slot = randomSlot() << 2;
  const from = shuffled + slot;
  const tail = before + (load<i32>(tails + at) << 3);
  const dx = f32x4.sub(x, f32x4.replace_lane(v128.load(from), 0, load<f32>(tail)));
  const dy = f32x4.sub(y, f32x4.replace_lane(v128.load(from + slotBytes), 0, load<f32>(tail, 4)));
  const ox = f32x4.sub(x, v128.load(from, 16));
  const oy = f32x4.sub(y, v128.load(from + slotBytes, 16));
  const factor = firstFactor(squared(dx, dy), slot, head);
  const away = repulsion(squared(ox, oy), slot + 16, head);
  // The edge is sampled from both ends and moves both nodes each time.
  const times = f32x4(2, 1, 1, 1);
  const mx = f32x4.add(
    f32x4.mul(times, clipped(f32x4.mul(factor, dx))),
    clipped(f32x4.mul(away, ox)),
  );
  const my = f32x4.add(
    f32x4.mul(times, clipped(f32x4.mul(factor, dy))),
    clipped(f32x4.mul(away, oy)),
  );
  const pairs = f32x4.add(i32x4.shuffle(mx, my, 0, 4, 1, 5), i32x4.shuffle(mx, my, 2, 6, 3, 7));
  const sum = f32x4.add(pairs, i32x4.shuffle(pairs, pairs, 2, 3, 2, 3));
  v128.store64_lane(own, f32x4.add(here, f32x4.mul(sum, f32x4.splat(rate))), 0);
}

/**
 * Returns the factors of the first four lanes: the tail attracts by -2 a b d^(2b - 2) / (1 + a d^2b), the random nodes
 * repel.
 */
function firstFactor(d2: v128, slot: usize, head: i32): v128 {
  const isTail = i32x4(-1, 0, 0, 0);
  const powered = power(d2, f32x4.splat(b));
  const factor = f32x4.div(
    v128.bitselect(f32x4.mul(f32x4.splat(pull), powered), f32x4.splat(push), isTail),
    f32x4.mul(
      v128.bitselect(d2, f32x4.add(f32x4.splat(softening), d2), isTail),
      f32x4.add(f32x4.splat(1), f32x4.mul(f32x4.splat(a), powered)),
    ),
  );
  return v128.andnot(factor, v128.andnot(isHead(slot, head), isTail));
}

/** Returns the strength of the repulsion times 2 b / ((0.001 + d^2) (1 + a d^2b)), and 0 for the head itself. */
function repulsion(d2: v128, slot: usize, head: i32): v128 {
  const powered = power(d2, f32x4.splat(b));
  const factor = f32x4.div(
    f32x4.splat(push),
    f32x4.mul(
      f32x4.add(f32x4.splat(softening), d2),
      f32x4.add(f32x4.splat(1), f32x4.mul(f32x4.splat(a), powered)),
    ),
  );
  return v128.andnot(factor, isHead(slot, head));
}

/** Returns a mask with ones in the lanes whose slot is that of the head. */
function isHead(slot: usize, head: i32): v128 {
  return i32x4.eq(v128.load(slotNodes + slot), i32x4.splat(head));
}

function squared(x: v128, y: v128): v128 {
  return f32x4.max(f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y)), f32x4.splat(smallest));
}

function clipped(x: v128): v128 {
  return f32x4.pmax(f32x4.splat(-maxMove), f32x4.pmin(f32x4.splat(maxMove), x));
}

/** Returns a random slot: the upper half of the 64-bit product of a random number and the node count. */
function randomSlot(): usize {
  // xorshift32 (George Marsaglia, 2003).
  let x = state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  state = x;
  return <usize>((<u64>x * <u64>nodes) >> 32);
}
