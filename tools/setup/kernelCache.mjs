/** What the kernel would work out at its first import of ./src: its types checked, its code transpiled. */
import { existsSync } from "node:fs";

import { inRoot, root } from "../support/paths.mjs";
import { Problem } from "../support/problem.mjs";
import { run } from "../support/programs.mjs";
import { packages } from "./packages.mjs";

export const kernelCache = {
  title: "types and code of src for the kernel",
  optional: { lack: "No prepared src", without: "The first cell that imports it takes longer." },
  needs: [packages],

  // Later changes of src are the kernel's business, which looks for itself whether what is kept still holds.
  isDone: () => existsSync(inRoot(".cache", "kernel")),

  async install() {
    const { code, stderr } = await run(process.execPath, [inRoot("src", "kernel", "prepare.mjs")], {
      cwd: root,
    });
    if (code !== 0) throw new Problem(/^\w*Error: .*/m.exec(stderr)?.[0] ?? `exit code ${code}`);
  },
};
