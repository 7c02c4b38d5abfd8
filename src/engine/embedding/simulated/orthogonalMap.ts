import { createHash } from 'node:crypto';
import { createRandom, type Random } from '../../../common/random.ts';

/**
 * A fixed orthogonal map into a space of the same or a higher dimension, which the name decides: a permutation, then
 * rotations of pairs that are 1, 2, 4 and so on apart, so that each value of the input reaches nearly all values of the
 * image. Lengths and cosines stay, up to rounding.
 */
export class OrthogonalMap {
  /** For each value of the input, where it begins. */
  readonly #places: Uint32Array;
  readonly #layers: readonly Layer[];

  constructor(name: string, dimension: number) {
    const seed = createHash('sha256').update(`${name} ${dimension}`).digest().readUInt32LE();
    const random = createRandom(seed);
    this.#places = permutation(dimension, random);
    const layers: Layer[] = [];
    for (let stride = 1; stride < dimension; stride *= 2) {
      const angles = Float64Array.from({ length: dimension }, () => 2 * Math.PI * random.next());
      layers.push({ stride, angles });
    }
    this.#layers = layers;
  }

  /** Returns the image of a vector of at most this dimension. */
  apply(vector: Float32Array): Float32Array {
    const image = new Float64Array(this.#places.length);
    vector.forEach((value, at) => (image[this.#places[at]!] = value));
    for (const layer of this.#layers) rotatePairs(image, layer);
    return Float32Array.from(image);
  }
}

/** Rotations of pairs of values that are `stride` apart, in the order of their first values. */
type Layer = { readonly stride: number; readonly angles: Float64Array };

function rotatePairs(vector: Float64Array, { stride, angles }: Layer): void {
  for (let first = 0; first + stride < vector.length; first++) {
    if ((first & stride) !== 0) continue;
    const second = first + stride;
    const [cos, sin] = [Math.cos(angles[first]!), Math.sin(angles[first]!)];
    const [x, y] = [vector[first]!, vector[second]!];
    vector[first] = cos * x - sin * y;
    vector[second] = sin * x + cos * y;
  }
}

function permutation(length: number, random: Random): Uint32Array {
  const places = Uint32Array.from({ length }, (_, at) => at);
  for (let at = length - 1; at > 0; at--) {
    const other = Math.floor(random.next() * (at + 1));
    [places[at], places[other]] = [places[other]!, places[at]!];
  }
  return places;
}
