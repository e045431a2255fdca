import { checkOneOf } from "../foundation/mod.ts";
import { FLOAT64_ROWS, type NativeProducts, openNativeProducts } from "../vectors/mod.ts";

/**
 * Arithmetic of the draws. "float64": plain loops, the same bytes on every processor. "native": matrix
 * products of ONNX Runtime in double precision, the same to 1e-9.
 */
export type Engine = "float64" | "native";

/** The engine asked for, or float64 up to 4,000 posts and native above. */
export function engineFor(caller: string, engine: Engine | undefined, posts: number): Engine {
  return checkOneOf(caller, "engine", engine ?? (posts <= FLOAT64_ROWS ? "float64" : "native"), ["float64", "native"]);
}

/** Opens the native products where the engine is native, and frees them whatever happens. */
export async function withEngine<Result>(
  engine: Engine,
  work: (native: NativeProducts | null) => Promise<Result>,
): Promise<Result> {
  if (engine === "float64") return await work(null);
  const native = await openNativeProducts();
  try {
    return await work(native);
  } finally {
    await native.release();
  }
}
