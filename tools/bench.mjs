/** npm run bench [-- part of a name …]: the benchmarks one after the other, after set-up. */
import { setUp } from "./setup.mjs";
import { runCommand } from "./support/problem.mjs";
import { selectFiles } from "./support/select.mjs";
import { runTypeScript } from "./support/typescript.mjs";

await runCommand(async () => {
  const files = selectFiles("bench", ".ts", process.argv.slice(2));
  await setUp();
  for (const file of files) {
    const code = await runTypeScript(file);
    if (code !== 0) return code;
  }
  return 0;
});
