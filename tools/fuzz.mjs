/** npm run fuzz: random models through the ONNX exporter, after set-up. */
import { setUp } from "./setup.mjs";
import { testPackages } from "./setup/testPackages.mjs";
import { Misuse, readArguments, runCommand } from "./support/command.mjs";
import { runTypeScript } from "./support/typescript.mjs";

const usage = `npm run fuzz [-- number] [--from seed | --seed seed], with whole numbers from 0 up
Exports so many random models, 1000 without a number, and holds each against TensorFlow.js; --seed shows one, layer by layer.`;
const options = { from: { type: "string" }, seed: { type: "string" } };

await runCommand(usage, async (args) => {
  readArguments(args, { options });
  if (!/^(\d+)?( ?--from[ =]\d+)?$|^--seed[ =]\d+$/.test(args.join(" "))) {
    throw new Misuse(`npm run fuzz does not take these arguments: ${args.join(" ")}.`);
  }
  await setUp([testPackages]);
  return runTypeScript("test/engines/onnx/fuzzMain.ts", ...args);
});
