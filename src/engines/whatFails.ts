/** The message of the error that `work` throws, or nothing. */
export function whatFails(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
