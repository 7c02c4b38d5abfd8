/**
 * Moves the `k` largest of `count` float32 numbers to the front and the smallest of these to the first place. No number may
 * be NaN. Hoare's selection with the median of three, which is linear on the bounds of scans.
 */
export function selectLargest(values: usize, count: i32, k: i32): void {
  let low = 0;
  let high = count - 1;
  const target = k - 1;
  while (low < high) {
    const pivot = medianOf(at(values, low), at(values, (low + high) >> 1), at(values, high));
    let left = low;
    let right = high;
    while (left <= right) {
      while (at(values, left) > pivot) left++;
      while (at(values, right) < pivot) right--;
      if (left > right) break;
      swap(values, left++, right--);
    }
    if (target <= right) high = right;
    else if (target >= left) low = left;
    else break;
  }
  swap(values, 0, target);
}

function at(values: usize, place: i32): f32 {
  return load<f32>(values + ((<usize>place) << 2));
}

function swap(values: usize, one: i32, other: i32): void {
  const value = at(values, one);
  store<f32>(values + ((<usize>one) << 2), at(values, other));
  store<f32>(values + ((<usize>other) << 2), value);
}

function medianOf(a: f32, b: f32, c: f32): f32 {
  return max(min(a, b), min(max(a, b), c));
}
