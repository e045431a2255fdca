/** Shows how far a task is. */
export interface ProgressLine {
  /** Replaces the line on a terminal; elsewhere it is one more line of the log. */
  step: (text: string) => void;
  /** A line that stays. */
  say: (text: string) => void;
}

/** Where a progress line is written: a terminal redraws, a log does not. */
export interface ProgressTarget {
  isTerminal: boolean;
  write: (text: string) => void;
}

/**
 * A line of progress for people: redrawn in place on a terminal, one line a step in a log.
 *
 * @param target Default: standard error, so that results on standard output stay clean.
 */
export function progressLine(target: ProgressTarget = standardError()): ProgressLine {
  let isOpen = false;
  const clear = (): void => {
    if (isOpen) target.write("\r\x1b[2K");
    isOpen = false;
  };
  return {
    step: (text) => {
      if (!target.isTerminal) return target.write(`${text}\n`);
      clear();
      target.write(text);
      isOpen = true;
    },
    say: (text) => {
      clear();
      target.write(`${text}\n`);
    },
  };
}

function standardError(): ProgressTarget {
  const encoder = new TextEncoder();
  return {
    isTerminal: Deno.stderr.isTerminal(),
    write: (text) => {
      const bytes = encoder.encode(text);
      for (let done = 0; done < bytes.length;) done += Deno.stderr.writeSync(bytes.subarray(done));
    },
  };
}
