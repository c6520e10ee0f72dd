/**
 * Has `process.exit` throw from now on: a cell that called it would take all variables with it, and no client would
 * learn why its kernel is gone.
 *
 * @returns what ends the process
 */
export function refuseExit(): typeof process.exit {
  const exit = process.exit.bind(process);
  process.exit = () => {
    throw new Error(
      "process.exit() would end the kernel, and with it all variables: throw an error to end a cell, " +
        "or restart the kernel from the menu.",
    );
  };
  return exit;
}
