// CommonJS, since transpile.cjs needs it where no TypeScript can be loaded.

/** @see code-frame.d.cts */
exports.codeFrame = (source, { line, column }) => {
  const text = source.split("\n")[line];
  if (text === undefined) return [];
  const number = String(line + 1);
  const indent = text.slice(0, column).replace(/[^\t]/g, " "); // tabs stay, so that the caret stands under its column
  return [`${number} | ${text.trimEnd()}`, `${" ".repeat(number.length)} | ${indent}^`];
};
