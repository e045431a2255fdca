export {
  type AgentInterval,
  type AgentIntervalOptions,
  bootstrapAgents,
  checkIntervalOptions,
  intervalSettings,
} from "../statistics/mod.ts";
