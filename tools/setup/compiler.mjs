import { Problem } from "../support/problem.mjs";
import { findProgram } from "../support/programs.mjs";

/** The compiler's command line: CXX, which may hold options, or the first one on PATH. Throws a Problem where there is none. */
export function findCompiler() {
  if (process.env.CXX) return process.env.CXX.trim().split(/\s+/);
  const found = findProgram("g++", "clang++", "c++");
  if (found) return [found];
  const remedy =
    process.platform === "darwin" ? "xcode-select --install" : "Debian, Ubuntu: sudo apt install g++";
  throw new Problem(`no C++ compiler was found: install one (${remedy}) and run again`);
}
