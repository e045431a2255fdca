/** Run as a process of its own: an endpoint that answers after so many milliseconds; prints its port. */
import { FINISHED } from "./answer.ts";

const wait = Number(Deno.args[0]);
Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(port) }, async (request) => {
  await request.text();
  await new Promise((resolve) => setTimeout(resolve, wait));
  return new Response(FINISHED, { headers: { "content-type": "application/json" } });
});
