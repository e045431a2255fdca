/**
 * One chat client (npm:openai) over exchangeable transports: network, local, recorded, simulated.
 *
 * @module
 */
export { type Ability, endpointAbilities } from "./abilities.ts";
export * from "./chat.ts";
export * from "./local.ts";
export * from "./network.ts";
export * from "./recorded.ts";
export * from "./simulated.ts";
export { type Transport } from "./transport.ts";
