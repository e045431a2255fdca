/** A typed array that grows: what a stream of unknown length is collected in, without an object a number. */
export interface Growing<Numbers extends Float64Array | Uint32Array | Uint8Array> {
  readonly length: number;
  push(value: number): void;
  add(index: number, amount: number): void;
  at(index: number): number;
  /** The numbers so far, as a view. */
  values(): Numbers;
}

/** @param make Makes an array of that length, such as `(length) => new Uint32Array(length)`. */
export function growing<Numbers extends Float64Array | Uint32Array | Uint8Array>(
  make: (length: number) => Numbers,
): Growing<Numbers> {
  let room = make(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === room.length) {
        const larger = make(room.length * 2);
        larger.set(room);
        room = larger;
      }
      room[length++] = value;
    },
    add(index, amount) {
      room[index] = (room[index] ?? 0) + amount;
    },
    at: (index) => room[index] ?? 0,
    values: () => room.subarray(0, length) as Numbers,
  };
}
