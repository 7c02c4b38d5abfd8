/**
 * A value of Parquet as JSON has it: integers of 64 bits as numbers, times in the form of ISO 8601, what holds others part by
 * part. Null and undefined are for its holder to leave out.
 */
export function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return needsWork(value) ? value.map(plainValue) : value;
  if (ArrayBuffer.isView(value)) return needsNumbers(value) ? Array.from(value, Number) : value;
  const entries = Object.entries(value).filter(([, part]) => part !== null && part !== undefined);
  return Object.fromEntries(entries.map(([name, part]) => [name, plainValue(part)]));
}

/** Elements are of one type: thousands of numbers need not be looked at. */
function needsWork(list: readonly unknown[]): boolean {
  const first: unknown = list.find((one) => one !== null && one !== undefined);
  return typeof first === 'bigint' || typeof first === 'object';
}

function needsNumbers(view: ArrayBufferView): view is BigInt64Array | BigUint64Array {
  return view instanceof BigInt64Array || view instanceof BigUint64Array;
}
