// `node src/kernel/prepare.mjs`, in the project's folder: works out ahead what the first kernel would at its first
// import of `./src`, which is checked and transpiled here and kept for it.
import { caches, keepCode, require } from "./loader.mjs";

require("./main.ts"); // the kernel itself is TypeScript, too
require("./transport/thread.ts");
const { createCompiler } = require("./compiler/compiler.ts");
const { emptyScope } = require("./compiler/scope.ts");
const { createModules } = require("./modules/modules.ts");

createCompiler(process.cwd(), caches, keepCode).compile("set-up", emptyScope, 'import "./src"');
createModules(process.cwd(), {}).require("./src");
process.exit(); // whatever src has started
