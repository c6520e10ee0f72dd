/**
 * Fewer bits: our int8 beside Python's own quantization of the same network by the same images, in ONNX Runtime and in OpenVINO,
 * OpenVINO's bf16, and the fastest engines in fp32: `npm run bench -- precision`. Differences are those that rounding makes.
 */
import { join } from "node:path";
import { chosenPeers, ourEngines, ourInt8 } from "./support/contestants";
import type { Prepared } from "./support/folder";
import { int8Goals } from "./support/goals";
import { measureRaces } from "./support/measureRaces";
import { options } from "./support/options";
import { run } from "./support/program";
import type { NetworkName } from "./support/zoo";

/** Batch norm is folded before networks are quantized: with it and without they are the same. */
const networks: NetworkName[] = ["AlexNet_BN", "VGG-16", "CNN_5x5_Net", "ResNet-34", "MobileNet"];

const chosen = options();

async function quantize({ network, folder }: Prepared): Promise<void> {
  if (chosen.python === undefined) return;
  try {
    await run(chosen.python, [join(__dirname, "peers", "quantize.py"), folder]);
  } catch (error) {
    console.error(`${network.name} is not quantized in Python: ${(error as Error).message}`);
  }
}

void measureRaces("precision", chosen, {
  networks,
  contestants: [
    ...ourEngines(chosen).filter(({ name }) => name === "onnxruntime"),
    ...ourInt8(chosen),
    ...chosenPeers(chosen, ["onnxRuntime", "openVino", "openVinoBf16", "onnxRuntimeInt8", "openVinoInt8"]),
  ],
  goals: int8Goals,
  title: "Single-image inference by precision",
  more: quantize,
});
