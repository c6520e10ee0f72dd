import { type LayerItem, type LayerName, type Pattern, withCaretAt } from "./pattern";

/** What has been computed so far: what may come next hangs on it. */
type State = "nothing" | "image" | "convolution" | "dense layer" | "vector" | "scores";

type Next = LayerName | "the end";

/** State → what may come next → the state then. */
const order: Record<State, Partial<Record<Next, State>>> = {
  nothing: { INPUT: "image" },
  image: { CONV: "convolution", POOL: "image", FC: "dense layer", OUTPUT: "scores" },
  convolution: { CONV: "convolution", RELU: "image", POOL: "image", FC: "dense layer", OUTPUT: "scores" },
  "dense layer": { RELU: "vector", "the end": "scores" },
  vector: { FC: "dense layer", OUTPUT: "scores" },
  scores: { "the end": "scores" },
};

/**
 * Checks that a network can be built of these layers: INPUT, then layers on the image, then dense layers with a RELU
 * between them, the last of which gives the scores of the classes.
 *
 * @param layers the pattern's layers, repetitions written out
 * @throws SyntaxError with a caret under the first layer that cannot stand where it does, and what could
 */
export function checkOrder(pattern: Pattern, layers: readonly LayerItem[]): void {
  let state: State = "nothing";
  for (const [i, item] of [...layers, undefined].entries()) {
    const next: Next = item?.layer ?? "the end";
    const then: State | undefined = order[state][next];
    if (!then) {
      const allowed = Object.keys(order[state]).join(" or ");
      const problem = `${place(layers[i - 1], item)}: ${reason(state, next)}. Expected ${allowed}.`;
      throw new SyntaxError(withCaretAt(problem, pattern, item));
    }
    state = then;
  }
}

function place(before: LayerItem | undefined, item: LayerItem | undefined): string {
  if (!before) return item ? `The pattern cannot start with ${item.layer}` : "The pattern has no layers";
  return `The pattern cannot ${item ? `have ${item.layer}` : "end"} after ${before.layer}`;
}

function reason(state: State, next: Next): string {
  if (state === "nothing") return "it starts with INPUT";
  if (state === "scores") return "OUTPUT is the last layer";
  switch (next) {
    case "INPUT":
      return "it has one INPUT, the first layer";
    case "CONV":
    case "POOL":
      return "FC has flattened the image, and nothing of its height and width is left";
    case "RELU":
      return "a RELU stands directly behind a CONV or an FC";
    case "FC":
    case "OUTPUT":
      return "two dense layers without a RELU between them compute no more than one";
    case "the end":
      return "the last layer gives the scores of the classes";
  }
}
