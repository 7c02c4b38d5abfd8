// A sampling epoch of UMAP: each edge that is due attracts its ends, and random nodes repel its head.
import { power } from './power.ts';
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
let state: v128 = i32x4.splat(0);
let samples: u32 = 0;
/** Positions at the start of the epoch, and the positions being written. */
let before: usize = 0;
let moved: usize = 0;
let epoch: f32 = 0;
let rate: f32 = 0;

/**
 * Sets the edges. Each leads from one of `heads` to one of `tails` and is sampled once per `periods` epochs,
 * next in epoch `due`. Consecutive edges should have different heads, so that the processor can work on several
 * in parallel. `due` needs room for three more entries.
 */
export function beginSampling(
  headsAt: usize,
  tailsAt: usize,
  periodsAt: usize,
  dueAt: usize,
  nodeCount: i32,
): void {
  heads = headsAt;
  tails = tailsAt;
  periods = periodsAt;
  due = dueAt;
  nodes = nodeCount;
}

/** Begins an epoch that reads positions at `from`, writes them at `to` and moves nodes at the learning rate. */
export function beginEpoch(from: usize, to: usize, number: f32, learningRate: f32): void {
  before = from;
  moved = to;
  epoch = number;
  rate = learningRate;
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
  const now = f32x4.splat(epoch);
  for (let edge = first; edge < end; edge += 4) {
    let bits = i32x4.bitmask(f32x4.le(v128.load(due + (edge << 2)), now));
    if (end - edge < 4) bits &= (1 << (end - edge)) - 1;
    while (bits != 0) {
      followEdge(edge + ctz(bits));
      bits &= bits - 1;
    }
  }
}

/** Seeds four independent generators by the final mix of Austin Appleby’s MurmurHash3. */
function seedState(seed: i32): void {
  samples = 0;
  let x = i32x4.add(i32x4.splat(seed), i32x4(0x0019660d, 0x3c6ef35f, 0x6a09e667, 0x7b3f9a11));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x85ebca6b));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 13)), i32x4.splat(0xc2b2ae35));
  x = v128.xor(x, i32x4.shr_u(x, 16));
  // xorshift never leaves zero.
  state = v128.or(x, i32x4.splat(1));
}

function followEdge(edge: i32): void {
  const at = edge << 2;
  store<f32>(due + at, load<f32>(due + at) + load<f32>(periods + at));
  const head = load<i32>(heads + at);
  const own = moved + (head << 3);
  const here = v128.load64_splat(own);
  const x = i32x4.shuffle(here, here, 0, 0, 0, 0);
  const y = i32x4.shuffle(here, here, 1, 1, 1, 1);
  // Lane 0 is the tail, the others are random nodes. Every second time four more random nodes follow: five on
  // average, as in umap-learn.
  const chosen = i32x4.replace_lane(randomNodes(), 0, load<i32>(tails + at));
  const near = firstPair(chosen);
  const far = secondPair(chosen);
  const dx = f32x4.sub(x, i32x4.shuffle(near, far, 0, 2, 4, 6));
  const dy = f32x4.sub(y, i32x4.shuffle(near, far, 1, 3, 5, 7));
  const d2 = squared(dx, dy);
  const powered = power(d2, f32x4.splat(b));
  const attracted = i32x4(-1, 0, 0, 0);
  // The tail attracts by -2 a b d^(2b - 2) / (1 + a d^2b), the random nodes repel.
  const factor = v128.bitselect(
    f32x4.div(
      f32x4.mul(f32x4.splat(-2 * a * b), powered),
      f32x4.mul(d2, f32x4.add(f32x4.splat(1), f32x4.mul(f32x4.splat(a), powered))),
    ),
    repulsion(d2, powered, chosen, head),
    attracted,
  );
  // The edge is sampled from both ends and moves both nodes each time.
  const times = f32x4(2, 1, 1, 1);
  let mx = f32x4.mul(times, clipped(f32x4.mul(factor, dx)));
  let my = f32x4.mul(times, clipped(f32x4.mul(factor, dy)));
  if ((++samples & 1) == 0) {
    const others = randomNodes();
    const first = firstPair(others);
    const second = secondPair(others);
    const ox = f32x4.sub(x, i32x4.shuffle(first, second, 0, 2, 4, 6));
    const oy = f32x4.sub(y, i32x4.shuffle(first, second, 1, 3, 5, 7));
    const o2 = squared(ox, oy);
    const away = repulsion(o2, power(o2, f32x4.splat(b)), others, head);
    mx = f32x4.add(mx, clipped(f32x4.mul(away, ox)));
    my = f32x4.add(my, clipped(f32x4.mul(away, oy)));
  }
  const pairs = f32x4.add(i32x4.shuffle(mx, my, 0, 4, 1, 5), i32x4.shuffle(mx, my, 2, 6, 3, 7));
  const sum = f32x4.add(pairs, i32x4.shuffle(pairs, pairs, 2, 3, 2, 3));
  v128.store64_lane(own, f32x4.add(here, f32x4.mul(sum, f32x4.splat(rate))), 0);
}

/** Returns x, y of the first two nodes at the start of the epoch. */
function firstPair(chosen: v128): v128 {
  const first = v128.load64_zero(addressOf(i32x4.extract_lane(chosen, 0)));
  return v128.load64_lane(addressOf(i32x4.extract_lane(chosen, 1)), first, 1);
}

function secondPair(chosen: v128): v128 {
  const third = v128.load64_zero(addressOf(i32x4.extract_lane(chosen, 2)));
  return v128.load64_lane(addressOf(i32x4.extract_lane(chosen, 3)), third, 1);
}

/** Returns 2 b / ((0.001 + d^2) (1 + a d^2b)), and 0 for the head itself. */
function repulsion(d2: v128, powered: v128, chosen: v128, head: i32): v128 {
  const factor = f32x4.div(
    f32x4.splat(2 * b),
    f32x4.mul(
      f32x4.add(f32x4.splat(softening), d2),
      f32x4.add(f32x4.splat(1), f32x4.mul(f32x4.splat(a), powered)),
    ),
  );
  return v128.andnot(factor, i32x4.eq(chosen, i32x4.splat(head)));
}

function squared(x: v128, y: v128): v128 {
  return f32x4.max(f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y)), f32x4.splat(smallest));
}

function clipped(x: v128): v128 {
  return f32x4.pmax(f32x4.splat(-maxMove), f32x4.pmin(f32x4.splat(maxMove), x));
}

function addressOf(node: i32): usize {
  return before + (node << 3);
}

/** Returns four random nodes: the upper halves of the 64-bit products of random numbers and the node count. */
function randomNodes(): v128 {
  const random = nextState();
  const count = i32x4.splat(nodes);
  const low = i64x2.extmul_low_i32x4_u(random, count);
  const high = i64x2.extmul_high_i32x4_u(random, count);
  return i32x4.shuffle(low, high, 1, 3, 5, 7);
}

/** Advances four xorshift32 generators (George Marsaglia, 2003). */
function nextState(): v128 {
  let x = state;
  x = v128.xor(x, i32x4.shl(x, 13));
  x = v128.xor(x, i32x4.shr_u(x, 17));
  x = v128.xor(x, i32x4.shl(x, 5));
  state = x;
  return x;
}
