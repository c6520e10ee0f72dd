/**
 * ts-node's transpiler (tsconfig.json names it): takes what the kernel keeps of each file, so that a script which imports
 * `src` starts seconds sooner. CommonJS, since ts-node may load it by a `require` that knows nothing else.
 */
const { Buffer } = require("node:buffer");

const { transpileOnce } = require("../../src/kernel/transpile.cjs");

const inlineMap = /\n\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/;

/** Called by ts-node. */
exports.create = () => ({
  transpile(text, { fileName }) {
    const code = untraced(() => transpileOnce(text, fileName));
    const { index, 1: map } = inlineMap.exec(code);
    return { outputText: code.slice(0, index), sourceMapText: Buffer.from(map, "base64").toString() };
  },
});

/** An error of syntax has its own place on top of its stack. Below it there is nothing but ts-node and what is here. */
function untraced(work) {
  try {
    return work();
  } catch (error) {
    if (error instanceof SyntaxError) error.stack = error.stack.replace(/^( {4}at .*)[^]*/m, "$1");
    throw error;
  }
}
