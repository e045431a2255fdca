/** Writes every byte, since one write may take fewer. */
export function writeAllTo(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}
