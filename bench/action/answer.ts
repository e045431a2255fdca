/** An answer that ends a trial with its first call, in the wire format. */
export const FINISHED = JSON.stringify({
  id: "bench",
  object: "chat.completion",
  created: 0,
  model: "bench",
  choices: [{
    index: 0,
    message: { role: "assistant", content: '{"tool":"finish","arguments":{"note":"done"}}', refusal: null },
    logprobs: null,
    finish_reason: "stop",
  }],
  usage: { prompt_tokens: 400, completion_tokens: 20, total_tokens: 420 },
});
