const floatBytes = Float32Array.BYTES_PER_ELEMENT;

/** A repeated field of float32 numbers. Its usual form, one packed block, is copied once. */
export class FloatList {
  #values = new Float32Array(0);
  #length = 0;

  /** Returns all values. */
  get values(): Float32Array {
    return this.#values.length === this.#length
      ? this.#values
      : this.#values.slice(0, this.#length);
  }

  add(value: number): void {
    if (this.#length === this.#values.length) this.#grow(Math.max(16, this.#length));
    this.#values[this.#length++] = value;
  }

  /** Adds little-endian numbers. Returns false if the length is not that of whole numbers. */
  addPacked(bytes: Uint8Array): boolean {
    if (bytes.length % floatBytes !== 0) return false;
    const count = bytes.length / floatBytes;
    this.#grow(this.#length + count - this.#values.length);
    new Uint8Array(this.#values.buffer).set(bytes, this.#length * floatBytes);
    this.#length += count;
    return true;
  }

  #grow(count: number): void {
    if (count <= 0) return;
    const values = new Float32Array(this.#values.length + count);
    values.set(this.#values);
    this.#values = values;
  }
}
