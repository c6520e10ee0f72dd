/**
 * npm run fuzz [-- number] [--from seed | --seed seed]: random models through the ONNX exporter, after set-up. 1000 of them
 * by default; one seed is shown layer by layer.
 */
import { setUp } from "./setup.mjs";
import { testPackages } from "./setup/testPackages.mjs";
import { Problem, runCommand } from "./support/problem.mjs";
import { runTypeScript } from "./support/typescript.mjs";

const usage = "npm run fuzz -- [number] [--from seed | --seed seed], with whole numbers from 0 up";

await runCommand(async () => {
  const args = process.argv.slice(2);
  if (!/^(\d+)?( ?--from[ =]\d+)?$|^--seed[ =]\d+$/.test(args.join(" "))) {
    throw new Problem(`The arguments are ${args.join(" ")}: use ${usage}.`);
  }
  await setUp([testPackages]);
  return runTypeScript("test/engines/onnx/fuzzMain.ts", ...args);
});
