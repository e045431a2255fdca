/**
 * The action plane: scenarios as data, matched trials that toggle peer context, the agent
 * loop in a simulated world, the ledger, outcomes read from state, dispositions.
 *
 * @module
 */
export { callSeed } from "./agent.ts";
export * from "./arms.ts";
export * from "./contrasts.ts";
export * from "./design.ts";
export * from "./difference.ts";
export * from "./disposition.ts";
export * from "./gate.ts";
export * from "./ledger.ts";
export * from "./outcomes.ts";
export * from "./pairs.ts";
export * from "./plan.ts";
export * from "./reading.ts";
export * from "./replay.ts";
export * from "./run.ts";
export * from "./scenario.ts";
export * from "./simulated.ts";
export * from "./world_changes.ts";
