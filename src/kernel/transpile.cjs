// TypeScript to JavaScript, file by file. What a file became is kept by the hash of its text, so that neither the kernel
// nor `src` is transpiled twice. The types are checked elsewhere: those of cells, and of what they import, by the cells'
// compiler; all others by `npm run check`.
const { join, parse } = require("node:path");
const { hash, openCache } = require("./cache.cjs");
const { codeFrame } = require("./tracebacks/code-frame.cjs");

const compiler = "typescript";
const compilerVersion = require(`${compiler}/package.json`).version;

const folder = join(__dirname, "../../.cache/kernel");
/** What is kept of modules, and what is kept of cells: these are many, come and go, and concern their user alone. */
const caches = { modules: openCache(folder), cells: openCache(join(folder, "cells"), 1000, 0o600) };

/**
 * The JavaScript of a file with this text, with its source map inline.
 *
 * @throws SyntaxError where it has errors of syntax: TypeScript would leave out what it does not understand. Its stack shows
 *   their lines.
 */
function transpileOnce(text, file) {
  const known = caches.modules.read(nameOf(text));
  if (known !== undefined) return known;
  const code = transpile(text, file);
  keepCode(text, code);
  return code;
}

/** Keeps what a file with this text becomes: the cells' compiler, which has checked it, saves loading another one. */
function keepCode(text, code) {
  caches.modules.write(nameOf(text), code);
}

function nameOf(text) {
  return `${hash(`${compilerVersion}\n${text}`)}.js`;
}

/** An ES module in JavaScript becomes what one in TypeScript would; its syntax is for Node to judge. */
function transpile(text, file) {
  const ts = require(compiler);
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    moduleDetection: ts.ModuleDetectionKind.Force,
    target: ts.ScriptTarget.ES2024,
    esModuleInterop: true,
    inlineSourceMap: true,
  };
  const fileName = `${parse(file).name}.ts`;
  const reportDiagnostics = !/\.[cm]?js$/.test(file);
  const { outputText, diagnostics } = ts.transpileModule(text, {
    compilerOptions,
    fileName,
    reportDiagnostics,
  });
  if (diagnostics.length > 0) throw syntaxError(diagnostics.map((fault) => inWords(ts, fault, file)));
  return outputText;
}

/** Where a fault is, what it is, and its line. */
function inWords(ts, { file: source, start, messageText }, file) {
  const { line, character: column } = source.getLineAndCharacterOfPosition(start);
  const place = `${file}:${line + 1}:${column + 1}`;
  const message = `${place} - ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  return { place, message, frame: codeFrame(source.text, { line, column }) };
}

/**
 * Its message is the first fault. Its stack tells all with their lines, and begins at the first: Node would put a stack
 * that names no place in brackets.
 */
function syntaxError(faults) {
  const [{ place, message, frame }, ...others] = faults;
  const error = new SyntaxError(message);
  const lines = [...frame, ...others.flatMap((other) => [other.message, ...other.frame]), `    at ${place}`];
  error.stack = error.stack.replace(message, (heading) => [heading, ...lines].join("\n"));
  return error;
}

module.exports = { caches, keepCode, transpileOnce };
