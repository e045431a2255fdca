/**
 * The bytes of a two-node ONNX graph: scores = rows · allᵀ, then the `count` highest of each row.
 *
 * Written by hand because a graph this small needs no exporter: protocol-buffer fields are
 * (number << 3 | wire type), then a varint (type 0) or a length and that many bytes (type 2).
 * The numbers below are those of the public `onnx.proto`, operator set 13.
 *
 * Inputs: `rows` (r × d), `all` (n × d), `count` (one int64). Outputs: `scores` and `places` (r × count).
 */
export function nearestGraph(): Uint8Array {
  const product = node({ type: "Gemm", inputs: ["rows", "all"], outputs: ["product"], attributes: { transB: 1 } });
  const top = node({ type: "TopK", inputs: ["product", "count"], outputs: ["scores", "places"], attributes: {} });
  const graph = [
    ...field(1, product),
    ...field(1, top),
    ...field(2, text("nearest")),
    ...field(11, tensor("rows", FLOAT, ["r", "d"])),
    ...field(11, tensor("all", FLOAT, ["n", "d"])),
    ...field(11, tensor("count", INT64, [1])),
    ...field(12, tensor("scores", FLOAT, ["r", "k"])),
    ...field(12, tensor("places", INT64, ["r", "k"])),
  ];
  const operatorSet = [...field(1, text("")), ...number(2, 13)];
  return Uint8Array.from([...number(1, 8), ...field(7, graph), ...field(8, operatorSet)]);
}

/**
 * The bytes of a one-node ONNX graph: product = left · right in double precision, or left · rightᵀ.
 *
 * Inputs: `left` (m × k) and `right` (k × n, or n × k where it is transposed). Output: `product` (m × n).
 */
export function productGraph({ transposed }: { transposed: boolean }): Uint8Array {
  const attributes: Record<string, number> = transposed ? { transB: 1 } : {};
  const product = node({ type: "Gemm", inputs: ["left", "right"], outputs: ["product"], attributes });
  const graph = [
    ...field(1, product),
    ...field(2, text("product")),
    ...field(11, tensor("left", DOUBLE, ["m", "k"])),
    ...field(11, tensor("right", DOUBLE, transposed ? ["n", "k"] : ["k", "n"])),
    ...field(12, tensor("product", DOUBLE, ["m", "n"])),
  ];
  const operatorSet = [...field(1, text("")), ...number(2, 13)];
  return Uint8Array.from([...number(1, 8), ...field(7, graph), ...field(8, operatorSet)]);
}

const FLOAT = 1;
const INT64 = 7;
const DOUBLE = 11;
const INT_ATTRIBUTE = 2;

function node({ type, inputs, outputs, attributes }: {
  type: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Readonly<Record<string, number>>;
}): number[] {
  return [
    ...inputs.flatMap((name) => field(1, text(name))),
    ...outputs.flatMap((name) => field(2, text(name))),
    ...field(4, text(type)),
    ...Object.entries(attributes).flatMap(([name, value]) =>
      field(5, [...field(1, text(name)), ...number(3, value), ...number(20, INT_ATTRIBUTE)])
    ),
  ];
}

/** A named input or output: element type and sizes, a size being a number or a name. */
function tensor(name: string, elementType: number, sizes: readonly (string | number)[]): number[] {
  const shape = sizes.flatMap((size) => field(1, typeof size === "number" ? number(1, size) : field(2, text(size))));
  const type = field(1, [...number(1, elementType), ...field(2, shape)]);
  return [...field(1, text(name)), ...field(2, type)];
}

function field(index: number, content: readonly number[]): number[] {
  return [...varint(index << 3 | 2), ...varint(content.length), ...content];
}

function number(index: number, value: number): number[] {
  return [...varint(index << 3), ...varint(value)];
}

function text(content: string): number[] {
  return [...new TextEncoder().encode(content)];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [value % 128 + 128, ...varint(Math.floor(value / 128))];
}
