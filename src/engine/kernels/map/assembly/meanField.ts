// A mean-field epoch: every edge attracts, and the repulsion of all nodes is computed on a mesh. Places the groups.
import { power } from './power.ts';
import { a, b } from './similarityCurve.ts';

// The bounds of edgeSampling.ts.
const maxForce: f32 = 4;
const softening: f32 = 0.001;
const smallest: f32 = 1e-12;

/** Average number of random nodes per sampled edge. */
const negatives: f32 = 5;

// State of the layout. Each instance serves one thread.
let positions: usize = 0;
let moved: usize = 0;
let nodes: i32 = 0;
let offsets: usize = 0;
let targets: usize = 0;
let weights: usize = 0;
/** Mesh points per side, a multiple of 4. */
let side: i32 = 0;
let masses: usize = 0;
/** Force of a unit mass by its offset along x and y: 2 x side - 1 rows of 2 x side values. */
let tableX: usize = 0;
let tableY: usize = 0;
let fieldX: usize = 0;
let fieldY: usize = 0;
let left: f32 = 0;
let bottom: f32 = 0;
let spacing: f32 = 1;

/**
 * Sets the graph in CSR form: the edges of node i are at `offsets[i]` to `offsets[i + 1]` (exclusive). Weights are at
 * most 1, the weight of an edge that is sampled in every epoch. Targets and weights need room for three more entries.
 */
export function setGraph(
  nodeCount: i32,
  offsetsAt: usize,
  targetsAt: usize,
  weightsAt: usize,
): void {
  nodes = nodeCount;
  offsets = offsetsAt;
  targets = targetsAt;
  weights = weightsAt;
}

/**
 * Begins mean-field epochs on the graph. `movedAt` has room for a second copy of the positions, `meshAt` for
 * side x side x (1 + 8 + 2) values.
 */
export function beginMeanField(
  positionsAt: usize,
  movedAt: usize,
  meshAt: usize,
  meshSide: i32,
): void {
  positions = positionsAt;
  moved = movedAt;
  side = meshSide;
  const cells = (<usize>(side * side)) << 2;
  masses = meshAt;
  fieldX = masses + cells;
  fieldY = fieldX + cells;
  tableX = fieldY + cells;
  tableY = tableX + 4 * cells;
}

/**
 * Runs one mean-field epoch: moves all nodes at once by the expected value of a sampling epoch. Edges attract
 * in proportion to their weight. All nodes repel, by a particle-mesh approximation. Deterministic.
 */
export function stepMeanField(): void {
  fitMesh();
  depositMasses();
  tabulateForces();
  computeField();
  for (let node = 0; node < nodes; node++) moveNode(node);
  memory.copy(positions, moved, (<usize>nodes) << 3);
}

/** Fits the mesh to the extent of the layout. */
function fitMesh(): void {
  let low = f32x4.splat(f32.MAX_VALUE);
  let high = f32x4.splat(-f32.MAX_VALUE);
  for (let node = 0; node < nodes; node++) {
    const at = v128.load64_splat(positions + ((<usize>node) << 3));
    low = f32x4.min(low, at);
    high = f32x4.max(high, at);
  }
  left = f32x4.extract_lane(low, 0);
  bottom = f32x4.extract_lane(low, 1);
  const width = max(f32x4.extract_lane(high, 0) - left, f32x4.extract_lane(high, 1) - bottom);
  // With all nodes at one position any spacing will do.
  spacing = width > 0 ? width / (<f32>side - 1) : 1;
}

/** The cell of the located node, and its offset within the cell. */
let cell: i32 = 0;
let acrossX: f32 = 0;
let acrossY: f32 = 0;

function locate(node: i32): void {
  const at = positions + ((<usize>node) << 3);
  const x = (load<f32>(at) - left) / spacing;
  const y = (load<f32>(at, 4) - bottom) / spacing;
  const column = min(side - 2, <i32>x);
  const row = min(side - 2, <i32>y);
  acrossX = x - <f32>column;
  acrossY = y - <f32>row;
  cell = row * side + column;
}

/** Deposits the mass of each node on the four corners of its cell (cloud-in-cell). */
function depositMasses(): void {
  memory.fill(masses, 0, (<usize>(side * side)) << 2);
  for (let node = 0; node < nodes; node++) {
    locate(node);
    const at = masses + ((<usize>cell) << 2);
    const above = at + ((<usize>side) << 2);
    store<f32>(at, load<f32>(at) + (1 - acrossX) * (1 - acrossY));
    store<f32>(at, load<f32>(at, 4) + acrossX * (1 - acrossY), 4);
    store<f32>(above, load<f32>(above) + (1 - acrossX) * acrossY);
    store<f32>(above, load<f32>(above, 4) + acrossX * acrossY, 4);
  }
}

/**
 * Tabulates the repulsive force 2 b / ((0.001 + d^2) (1 + a d^2b)) times the offset, for all offsets. A mesh
 * point does not repel itself.
 */
function tabulateForces(): void {
  const last = 2 * side - 1;
  for (let row = 0; row < last; row++) {
    const dy = f32x4.splat(<f32>(row - side + 1) * spacing);
    for (let column = 0; column < 2 * side; column += 4) {
      const first = <f32>(column - side + 1);
      const steps = f32x4(first, first + 1, first + 2, first + 3);
      const dx = f32x4.mul(steps, f32x4.splat(spacing));
      const d2 = f32x4.max(f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy)), f32x4.splat(smallest));
      const factor = f32x4.div(
        f32x4.splat(2 * b),
        f32x4.mul(
          f32x4.add(f32x4.splat(softening), d2),
          f32x4.add(f32x4.splat(1), f32x4.mul(f32x4.splat(a), power(d2, f32x4.splat(b)))),
        ),
      );
      const at = (<usize>(row * 2 * side + column)) << 2;
      v128.store(tableX + at, clipped(f32x4.mul(factor, dx)));
      v128.store(tableY + at, clipped(f32x4.mul(factor, dy)));
    }
  }
}

function clipped(x: v128): v128 {
  return f32x4.pmax(f32x4.splat(-maxForce), f32x4.pmin(f32x4.splat(maxForce), x));
}

/** Computes the force field of all masses at each mesh point. */
function computeField(): void {
  memory.fill(fieldX, 0, (<usize>(side * side)) << 3);
  for (let from = 0; from < side * side; from++) {
    const mass = load<f32>(masses + ((<usize>from) << 2));
    if (mass == 0) continue;
    const factor = f32x4.splat(mass);
    const fromRow = from / side;
    const fromColumn = from - fromRow * side;
    for (let row = 0; row < side; row++) {
      const steps = (row - fromRow + side - 1) * 2 * side - fromColumn + side - 1;
      const table = (<usize>steps) << 2;
      const field = (<usize>(row * side)) << 2;
      for (let at: usize = 0; at < (<usize>side) << 2; at += 16) {
        addTo(fieldX + field + at, factor, v128.load(tableX + table + at));
        addTo(fieldY + field + at, factor, v128.load(tableY + table + at));
      }
    }
  }
}

function addTo(at: usize, factor: v128, values: v128): void {
  v128.store(at, f32x4.add(v128.load(at), f32x4.mul(factor, values)));
}

function moveNode(node: i32): void {
  const here = v128.load64_splat(positions + ((<usize>node) << 3));
  const x = i32x4.shuffle(here, here, 0, 0, 0, 0);
  const y = i32x4.shuffle(here, here, 1, 1, 1, 1);
  let pullX = f32x4.splat(0);
  let pullY = f32x4.splat(0);
  let stiffness = f32x4.splat(0);
  let degree = f32x4.splat(0);
  const first = load<i32>(offsets + ((<usize>node) << 2));
  const end = load<i32>(offsets + ((<usize>node) << 2), 4);
  for (let edge = first; edge < end; edge += 4) {
    const at = (<usize>edge) << 2;
    const weight = v128.and(v128.load(weights + at), laneMask(end - edge));
    const near = v128.load64_lane(targetAddress(at + 4), v128.load64_zero(targetAddress(at)), 1);
    const far = v128.load64_lane(
      targetAddress(at + 12),
      v128.load64_zero(targetAddress(at + 8)),
      1,
    );
    const dx = f32x4.sub(x, i32x4.shuffle(near, far, 0, 2, 4, 6));
    const dy = f32x4.sub(y, i32x4.shuffle(near, far, 1, 3, 5, 7));
    const d2 = f32x4.max(f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy)), f32x4.splat(smallest));
    const powered = power(d2, f32x4.splat(b));
    // The edge is sampled from both ends and moves both nodes each time.
    const factor = f32x4.div(
      f32x4.mul(f32x4.mul(f32x4.splat(4 * a * b), weight), powered),
      f32x4.mul(d2, f32x4.add(f32x4.splat(1), f32x4.mul(f32x4.splat(a), powered))),
    );
    pullX = f32x4.add(pullX, f32x4.mul(factor, dx));
    pullY = f32x4.add(pullY, f32x4.mul(factor, dy));
    stiffness = f32x4.add(stiffness, factor);
    degree = f32x4.add(degree, weight);
  }
  locate(node);
  const push = (negatives * sumOf(degree)) / <f32>nodes;
  // An implicit step of 1: dividing by the stiffness keeps strong edges from overshooting.
  const step = <f32>1 / (<f32>1 + sumOf(stiffness));
  const to = moved + ((<usize>node) << 3);
  store<f32>(to, f32x4.extract_lane(x, 0) + step * (push * fieldAt(fieldX) - sumOf(pullX)));
  store<f32>(to, f32x4.extract_lane(y, 0) + step * (push * fieldAt(fieldY) - sumOf(pullY)), 4);
}

/** Returns a mask with ones in the first `count` lanes. */
function laneMask(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** Returns the address of the position of a target. */
function targetAddress(at: usize): usize {
  return positions + ((<usize>load<u32>(targets + at)) << 3);
}

/** Interpolates a field between the corners of the located cell. */
function fieldAt(field: usize): f32 {
  const at = field + ((<usize>cell) << 2);
  const above = at + ((<usize>side) << 2);
  return (
    (1 - acrossY) * ((1 - acrossX) * load<f32>(at) + acrossX * load<f32>(at, 4)) +
    acrossY * ((1 - acrossX) * load<f32>(above) + acrossX * load<f32>(above, 4))
  );
}

function sumOf(lanes: v128): f32 {
  return (
    f32x4.extract_lane(lanes, 0) +
    f32x4.extract_lane(lanes, 1) +
    (f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3))
  );
}
