import type { TopLevel } from "./topLevel";

/** The names that cells have declared so far, and how the next cell gets at them. */
export interface Scope {
  /** Name → the module of the cell that declared it last; where that imported it, the module that it is from. */
  readonly names: ReadonlyMap<string, { module: string; assignable: boolean; from?: string }>;
  /** Modules of cells that add to the global scope or to another module. */
  readonly augmenting: readonly string[];
}

/** Cells import earlier cells under names that begin so; no file of a project does. */
export const cellModulePrefix = "./$cell";

export const emptyScope: Scope = { names: new Map(), augmenting: [] };

/**
 * After a cell that declares `top` has run as `module`.
 *
 * @param completed how many of its statements it has completed
 */
export function extend(scope: Scope, module: string, top: TopLevel, completed = top.length): Scope {
  const added = [...top.names]
    .filter(([, { after }]) => after <= completed)
    .map(([name, { assignable, from }]) => [name, { module, assignable, from }] as const);
  return {
    names: new Map([...scope.names, ...added]),
    augmenting: top.augments ? [...scope.augmenting, module] : scope.augmenting,
  };
}

/**
 * What a cell opens with to have names of earlier cells. An import cannot be assigned to, so a variable is declared
 * as an export of this cell, too: all cells share one object of exports.
 *
 * @param wanted the names to have, if there are such
 */
export function opening(scope: Scope, wanted: Iterable<string>): string {
  const imports = new Map<string, string[]>(scope.augmenting.map((module) => [module, []]));
  const variables: string[] = [];
  for (const name of wanted) {
    const found = scope.names.get(name);
    if (!found) continue;
    const { module, assignable } = found;
    if (assignable) variables.push(`export declare let ${name}: typeof import("${module}").${name};`);
    else imports.set(module, [...(imports.get(module) ?? []), name]);
  }
  const importing = [...imports].map(([module, names]) => `import { ${names.join(", ")} } from "${module}";`);
  return [...importing, ...variables].join(" ");
}
