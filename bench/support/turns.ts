/** A program and how it is run once. */
export interface Turn<T> {
  name: string;
  run: () => Promise<T>;
}

/** What came of a program's turns: its results, and why there are no more. */
export interface Turns<T> {
  name: string;
  results: T[];
  failure?: string;
}

function turnsOf<T>(name: string): Turns<T> {
  return { name, results: [] };
}

/** Runs programs so many times by turns, one at a time, so that a busy machine slows all alike. One that fails has no more turns. */
export async function inTurns<T>(rounds: number, programs: readonly Turn<T>[]): Promise<Turns<T>[]> {
  const all = programs.map(({ name, run }) => ({ run, turns: turnsOf<T>(name) }));
  for (let round = 0; round < rounds; round++) {
    for (const { run, turns } of all) {
      if (turns.failure !== undefined) continue;
      try {
        turns.results.push(await run());
      } catch (error) {
        turns.failure = (error as Error).message;
      }
    }
  }
  return all.map(({ turns }) => turns);
}

/** A line for each program that failed. */
export function failuresOf(all: readonly (Turns<unknown> | undefined)[]): string[] {
  return all.flatMap((turns) => (turns?.failure ? [`${turns.name} failed: ${turns.failure}`] : []));
}
