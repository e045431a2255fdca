/** Lets tasks run together or alone, in the order in which they come. */
export interface Turns {
  /** Runs while other shared tasks may run. */
  shared<Result>(task: () => Promise<Result>): Promise<Result>;
  /** Runs while nothing else does. */
  alone<Result>(task: () => Promise<Result>): Promise<Result>;
}

/** A task that waits for its turn. */
interface Waiting {
  isAlone: boolean;
  begin: () => void;
}

/**
 * Makes turns for one model: steps of several answers share a batch, a prompt is evaluated in batches of its own.
 *
 * A shared task that comes after a waiting lone one waits too, so that none waits for ever.
 */
export function openTurns(): Turns {
  const waiting: Waiting[] = [];
  let sharing = 0;
  let isTaken = false;

  const next = (): void => {
    while (waiting.length > 0 && !isTaken) {
      const { isAlone, begin } = waiting[0] as Waiting;
      if (isAlone && sharing > 0) return;
      waiting.shift();
      if (isAlone) isTaken = true;
      else sharing++;
      begin();
    }
  };
  const run = async <Result>(isAlone: boolean, task: () => Promise<Result>): Promise<Result> => {
    await new Promise<void>((begin) => {
      waiting.push({ isAlone, begin });
      next();
    });
    try {
      return await task();
    } finally {
      if (isAlone) isTaken = false;
      else sharing--;
      next();
    }
  };
  return { shared: (task) => run(false, task), alone: (task) => run(true, task) };
}
