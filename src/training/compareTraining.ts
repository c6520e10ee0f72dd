import type * as tf from "@tensorflow/tfjs";
import { requireEngine } from "../engines";
import { built } from "../engines/built";
import { setting } from "../engines/setting";
import { cost } from "../inspect/cost";
import { checkNames } from "../arguments/optionNames";
import { type Displayable } from "../notebook/display";
import { type LabelledImages, requireLabelled } from "./data";
import { evaluate } from "./evaluate";
import { liveCurve } from "./liveCurve";
import { type TrainingOptions, trainingOptions, trainingPlan } from "./plan";
import { train } from "./train";
import { type CurvePoint, type TrainedNetwork, withTrainingTable } from "./trainedNetwork";

/**
 * Trains each network in the same way, on the same data, with one live chart of the losses, and tests it.
 *
 * @param builders by name, or a list whose names are the models' own; each is built, trained, tested and disposed before
 *   the next. A model that was there before its function was called is trained on, and not disposed; nor is one that has
 *   weights of such a one
 * @param data what to learn from and what to test on, for instance of `mnist()`
 * @returns a row for each network, in the order given; shows itself as a table
 * @throws as `fit` does, RangeError if `builders` is empty and TypeError if it is no list of functions
 */
export async function compareTraining(
  builders: Record<string, () => tf.LayersModel> | readonly (() => tf.LayersModel)[],
  data: { train: LabelledImages; test: LabelledImages },
  options: TrainingOptions = {},
): Promise<TrainedNetwork[] & Displayable> {
  const given = data as Partial<typeof data> | null | undefined; // a cell may hand in anything
  requireLabelled("data.train", given?.train);
  requireLabelled("data.test", given?.test);
  checkNames("compareTraining", options, trainingOptions);
  const plan = trainingPlan(options);
  const engine = requireEngine("tensorflow").info();
  const conditions = {
    trainImages: data.train.images.shape[0],
    testImages: data.test.images.shape[0],
    ...plan,
    ...setting(engine),
  };
  const networks = Object.entries(requireBuilders(builders));
  if (networks.length === 0) throw new RangeError("builders is empty: give at least one network.");

  const live = liveCurve();
  const rows: TrainedNetwork[] = [];
  for (const [key, build] of networks) {
    const { model, release } = built(build);
    try {
      const name = Array.isArray(builders) ? model.name : key;
      const { params, macs } = cost(model).totals;
      const curve: CurvePoint[] = [];
      let seconds = 0;
      for await (const { epoch, loss, accuracy, seconds: elapsed } of train(model, data.train, plan)) {
        const point = { name, epoch, loss, accuracy };
        curve.push(point);
        await live.add(point);
        seconds = elapsed;
      }
      const test = await evaluate(model, data.test);
      rows.push({
        name,
        params,
        macs,
        testAccuracy: test.accuracy,
        testLoss: test.loss,
        seconds,
        curve,
        ...conditions,
      });
    } finally {
      release();
    }
  }
  await live.done();
  return withTrainingTable(rows);
}

/** @throws TypeError unless it is a list of functions */
function requireBuilders<T extends object>(builders: T): T {
  const given: unknown = builders; // a cell may hand in anything
  const listed = typeof given === "object" && given !== null;
  if (listed && Object.values(given).every((build) => typeof build === "function")) return builders;
  throw new TypeError(
    "builders is not a list of functions: give { name: () => model, … } or [() => model, …], each of which builds its network.",
  );
}
