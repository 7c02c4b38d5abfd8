// A heap of the k largest float32 numbers seen, the smallest of them at the root.

export function push(heap: usize, size: i32, value: f32): void {
  let at = size;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = load<f32>(heap + (parent << 2));
    if (above <= value) break;
    store<f32>(heap + (at << 2), above);
    at = parent;
  }
  store<f32>(heap + (at << 2), value);
}

export function replaceRoot(heap: usize, size: i32, value: f32): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    let below = load<f32>(heap + (child << 2));
    if (child + 1 < size) {
      const other = load<f32>(heap + (child << 2), 4);
      if (other < below) {
        below = other;
        child++;
      }
    }
    if (below >= value) break;
    store<f32>(heap + (at << 2), below);
    at = child;
  }
  store<f32>(heap + (at << 2), value);
}
