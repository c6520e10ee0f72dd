/** Something that the user can put right: told in one line, without a stack trace. */
export class Problem extends Error {}

/** Runs a command's `main` and ends with its exit code; a Problem is one line and exit code 1. */
export async function runCommand(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
