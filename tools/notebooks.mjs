/** npm run notebooks [-- part of a name]: runs the course's notebooks and renews the outputs they are committed with. */
import { setUp } from "./setup.mjs";
import { execute } from "./support/notebooks.mjs";
import { selectFiles } from "./support/select.mjs";
import { runCommand } from "./support/problem.mjs";

await runCommand(async () => {
  const notebooks = selectFiles("notebooks", ".ipynb", process.argv.slice(2));
  await setUp();
  for (const notebook of notebooks) {
    console.log(notebook);
    const code = await execute(notebook, "--in-place");
    if (code !== 0) return code;
  }
  return 0;
});
