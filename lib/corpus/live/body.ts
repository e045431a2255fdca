/** An answer that is larger than agreed; asking again would not make it smaller. */
export class TooLarge extends RangeError {}

/**
 * Reads a body as text up to a limit, so that a hostile or broken server cannot fill the memory.
 *
 * @throws {TooLarge} If there is more; the rest is not read.
 * @throws {SyntaxError} If the bytes are not UTF-8.
 */
export async function readBody(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the stream.
    if (length > maxBytes) throw new TooLarge(`need at most ${maxBytes} bytes, got more. Raise maxBodyBytes`);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  chunks.reduce((place, chunk) => (bytes.set(chunk, place), place + chunk.length), 0);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SyntaxError("need UTF-8 text, got bytes of another encoding", { cause });
  }
}
