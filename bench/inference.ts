/**
 * Single-image inference side by side: our engines, PyTorch, TensorFlow, Keras, ONNX Runtime and OpenVINO take turns on the
 * assignment's six networks and three more, with the same weights. This is what `npm run bench` measures. It ends on what the
 * other benchmarks have reached.
 */
import { chosenPeers, ourEngines, singlePrecision } from "./support/contestants";
import { goals } from "./support/goals";
import { measureRaces } from "./support/measureRaces";
import { options } from "./support/options";
import { otherTargets } from "./support/targets";
import { names } from "./support/zoo";

const chosen = options();
void measureRaces("inference", chosen, {
  networks: names,
  contestants: [...ourEngines(chosen), ...chosenPeers(chosen, [...singlePrecision, "openVinoBf16"])],
  goals,
  title: "Single-image inference by engine",
  closing: otherTargets,
});
