/**
 * Arithmetic on unit vectors: products, centroids, exact neighbours. Knows nothing of posts.
 *
 * Everything but the engine named "native" is plain float64 in a fixed order, so that the
 * same vectors give the same bytes on every processor.
 *
 * @module
 */
export * from "./check.ts";
export * from "./dot.ts";
export * from "./rows.ts";
export * from "./centroids.ts";
export * from "./neighbours.ts";
export { type Matrix, type NativeProducts, openNativeProducts } from "./native_products.ts";
export { type FloatMatrix, type NearestCandidates, openNearestCandidates } from "./nearest_candidates.ts";
