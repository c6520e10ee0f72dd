// What every cell finds without an import, beside what Node has.

/**
 * Asks whoever runs the cell for a line of text: `const name = await input("Name: ")`.
 *
 * @param prompt what to ask
 * @param options.password hides what is typed
 * @returns the line, without its end
 * @throws Error when the client lets nobody be asked (nbconvert and papermill do not), or the cell has ended
 */
declare function input(prompt?: string, options?: { password?: boolean }): Promise<string>;
