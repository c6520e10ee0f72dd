import type { Attribute, Graph, Node } from "./graph";

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

/** How often each name is used. */
export function countUses(graph: Graph): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const name of namesUsed(graph)) uses.set(name, (uses.get(name) ?? 0) + 1);
  return uses;
}

/** The graph without the constants that nothing uses. */
export function withoutUnused(graph: Graph): Graph {
  const used = new Set(namesUsed(graph));
  return { ...graph, initializers: graph.initializers.filter(({ name }) => used.has(name)) };
}
