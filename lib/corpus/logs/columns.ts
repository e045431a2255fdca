import type { LogTool } from "./options.ts";

/** Which place of a log fills which field of Post, as the report shows it. */
export const POST_PLACES: Readonly<Record<LogTool, Readonly<Record<string, string>>>> = {
  inspect: {
    postId: "samples[].messages[].id",
    authorId: "samples[].messages[].model",
    createdAt: "samples[].events[].completed",
    text: "samples[].messages[].content",
    communityId: "eval.task",
    parentId: "the agent's message before it",
    threadId: "samples[].uuid",
    modelId: "samples[].messages[].model",
  },
  oasis: {
    postId: "post-{post.post_id}, comment-{comment.comment_id}",
    authorId: "user_id",
    createdAt: "created_at",
    text: "post.quote_content or post.content, comment.content",
    parentId: "post.original_post_id, comment.post_id",
    threadId: "the post it all began with",
    score: "num_likes - num_dislikes",
  },
  concordia: { authorId: "Entity [name]", createdAt: "timestamp", text: "__act__.Value", threadId: "the file" },
  agentverse: {
    authorId: "logs[].module, logs[].agent, name before the colon",
    createdAt: "time of the line",
    text: "logs[].content, text behind the colon",
    threadId: "the line of the results",
  },
  sotopia: {
    postId: "pk/turn/message",
    authorId: "messages[][].sender",
    text: "messages[][].text",
    communityId: "environment",
    parentId: "the agents' message before it",
    threadId: "pk",
    modelId: "models[]",
  },
  "llm-cooperation": {
    postId: "experiment/Model/Temperature/row/message",
    authorId: "Model as Group/participant",
    text: "Transcript[]",
    communityId: "dilemma or principal-agent, by the choices",
    parentId: "the agent's answer before it",
    threadId: "the row",
    modelId: "Model",
  },
  chat: {
    postId: "id/message",
    authorId: "messages[].name or model",
    createdAt: "created_at, timestamp, created or time",
    text: "messages[].content",
    communityId: "task",
    parentId: "the assistant's message before it",
    threadId: "id",
    modelId: "model",
  },
  generic: {
    postId: "id",
    authorId: "author",
    kind: "kind",
    createdAt: "createdAt",
    text: "text",
    title: "title",
    communityId: "community",
    parentId: "parent",
    threadId: "thread",
    score: "score",
    modelId: "model",
  },
};

/** Which place of a log fills which field of TrialRecord; the condition and the outcome are the caller's. */
export const RECORD_PLACES: Readonly<Record<LogTool, Readonly<Record<string, string>>>> = {
  inspect: {
    scenarioId: "eval.task",
    wordingId: "samples[].id",
    replicate: "samples[].epoch",
    finalWorld: "samples[].scores, metadata, target, limit, error_retries",
    error: "samples[].error, samples[].invalidation",
  },
  oasis: { scenarioId: 'always "oasis"', wordingId: "user.user_id", finalWorld: "counts of trace.action, user" },
  concordia: {
    scenarioId: "names of the game masters",
    wordingId: "Entity [name]",
    finalWorld: "Player Scores, counts",
  },
  agentverse: { scenarioId: 'always "agentverse"', wordingId: "the line", finalWorld: "response, label, logs" },
  sotopia: { scenarioId: "environment", wordingId: "agents/agent", finalWorld: "rewards[], counts" },
  "llm-cooperation": {
    scenarioId: "dilemma or principal-agent, by the choices",
    wordingId: "Group/participant, or the principal",
    finalWorld: "Choices or Choice, Score, Cooperation frequency, Group",
  },
  chat: { scenarioId: "task", wordingId: "id", replicate: "epoch or replicate", finalWorld: "all but the messages" },
  generic: { scenarioId: "task", wordingId: "sample", replicate: "replicate", finalWorld: "result", error: "error" },
};
