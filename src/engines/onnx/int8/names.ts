import type { Attribute, Graph, Node } from "../graph";

/** The names that a graph's nodes and outputs use, as often as they do; bodies of loops see the names around them. */
export function namesUsed({ nodes, outputs }: Graph): string[] {
  return [...nodes.flatMap(namesUsedBy), ...outputs.map(({ name }) => name)];
}

function namesUsedBy({ inputs, attributes }: Node): string[] {
  return [
    ...inputs,
    ...Object.values(attributes).flatMap((attribute) => bodyOf(attribute).flatMap(namesUsed)),
  ];
}

function bodyOf(attribute: Attribute | undefined): Graph[] {
  return typeof attribute === "object" && "graph" in attribute ? [attribute.graph] : [];
}
