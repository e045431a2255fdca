import { messageOf } from "../foundation/mod.ts";
import { Interrupted } from "./process.ts";

/**
 * Tells what went wrong and with which code the task ends: 130 after Ctrl-C, otherwise 1.
 *
 * @param say Takes the message; a stack is of no use to whoever runs a task.
 */
export function exitCodeOf(error: unknown, say: (line: string) => void): number {
  say(messageOf(error));
  return error instanceof Interrupted ? error.exitCode : 1;
}
