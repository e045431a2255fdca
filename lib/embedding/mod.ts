/**
 * Texts → unit vectors: a local model, any endpoint, and a store so that no text is embedded twice.
 *
 * @module
 */
export type { Embedder, EmbedTextsOptions } from "./embedder.ts";
export { openMiniLm, type OpenMiniLmOptions } from "./minilm.ts";
export { type EndpointEmbedderOptions, openEndpointEmbedder } from "./endpoint.ts";
export { embed, type EmbedOptions, type TextItem } from "./embed.ts";
export { openVectorStore, vectorKey, type VectorStore } from "./store.ts";
export { loadEmbeddings, saveEmbeddings } from "./saved.ts";
export { exportEmbeddings } from "./export.ts";
