import { setImmediate } from "node:timers";

/** Lets tasks run together in rounds, or alone, in the order in which they come. */
export interface Turns {
  /**
   * Runs in one round with all shared tasks that wait at the same time.
   *
   * @param place A whole number of its own; tasks of a round begin in the order of their places.
   */
  shared<Result>(place: number, task: () => Promise<Result>): Promise<Result>;
  /** Runs while nothing else does. */
  alone<Result>(task: () => Promise<Result>): Promise<Result>;
}

/** A task that waits for its turn. */
interface Waiting {
  /** `null`: alone. */
  place: number | null;
  begin: () => void;
}

/** What runs in the other places of a round, so that it is of the size it should be. */
export interface Filling {
  /** Places that have to be filled, given those that are taken. */
  missing: (taken: readonly number[]) => readonly number[];
  run: (place: number) => Promise<unknown>;
}

/**
 * Makes turns for one model: steps of several answers share a batch, a prompt is evaluated in batches of its own.
 *
 * The next round begins when all of the last have ended and could ask again, so that answers stay in step and their batches
 * large. A shared task that comes after a waiting lone one waits too.
 */
export function openTurns(filling?: Filling): Turns {
  const waiting: Waiting[] = [];
  let running = 0;
  let isPlanned = false;

  const begin = (): void => {
    isPlanned = false;
    if (running > 0) return;
    const round = nextRound(waiting);
    const taken = round.flatMap(({ place }) => place ?? []);
    const fillers = filling === undefined || taken.length === 0 ? [] : filling.missing(taken).map((place): Waiting => ({
      place,
      begin: () => void filling.run(place).catch(() => undefined).finally(end), // nobody waits for what it says
    }));
    const all = [...round, ...fillers].sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
    running = all.length;
    for (const each of all) each.begin();
  };
  const plan = (): void => {
    if (isPlanned || running > 0) return;
    isPlanned = true;
    setImmediate(begin);
  };
  const end = (): void => {
    running--;
    plan();
  };
  const run = async <Result>(place: number | null, task: () => Promise<Result>): Promise<Result> => {
    await new Promise<void>((resolve) => {
      waiting.push({ place, begin: resolve });
      plan();
    });
    try {
      return await task();
    } finally {
      end();
    }
  };
  return { shared: (place, task) => run(place, task), alone: (task) => run(null, task) };
}

/** Takes out the one that runs alone, or all that stand before the next of that kind. */
function nextRound(waiting: Waiting[]): Waiting[] {
  if (waiting[0]?.place === null) return waiting.splice(0, 1);
  const end = waiting.findIndex(({ place }) => place === null);
  return waiting.splice(0, end < 0 ? waiting.length : end);
}
