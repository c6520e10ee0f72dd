import { Random } from "../random/random";
import type { Outcome } from "./oracle";

/** The types that variables have; `Point` is an interface that the first cell declares. */
export const types = ["number", "string", "boolean", "number[]", "Point"] as const;
export type Type = (typeof types)[number];

interface Variable {
  /** `any`: it has got its type from what was assigned to it, of which later cells know nothing. */
  type: Type | "any";
  assignable: boolean;
}

interface Callable {
  parameters: readonly Type[];
  returns: Type;
  async: boolean;
}

interface Declarations {
  variables: Map<string, Variable>;
  functions: Map<string, Callable>;
  /** Functions `() => number` that are declared again and again, by rank: each calls only those of a lower one. */
  ranked: Map<string, number>;
  classes: Map<string, null>;
  /** An enum's members. */
  enums: Map<string, readonly string[]>;
  types: Map<string, Type>;
  /** Names of `basename` of node:path. */
  imports: Map<string, null>;
}

type Kind = keyof Declarations;
type What<K extends Kind> = Declarations[K] extends Map<string, infer V> ? V : never;
type Entries<K extends Kind> = [name: string, what: What<K>][];

/** Names that are declared again and again; functions and classes have others than variables. */
const names = {
  variable: ["a", "b", "c", "d", "e", "f", "g", "h"],
  var: ["v", "w", "x"],
  type: ["T", "U"],
  class: ["K", "L", "M"],
  enum: ["E", "F"],
  import: ["P", "Q"],
  ranked: ["r0", "r1", "r2", "r3"],
} as const;

/** A cell that is being drawn, after cells that are known. */
export class Draft {
  readonly random: Random;
  /** What earlier cells have declared. */
  private readonly known = emptyDeclarations();
  /** What this cell has declared so far. */
  private own = emptyDeclarations();
  /** Names that this cell declares, be it further on in the statement that is being drawn. */
  private taken = new Set<string>();
  private statements: string[] = [];
  private serial = 0;
  /** Functions of this rank and above are not called: their calls of each other would have no end. */
  ranksBelow = Infinity;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  begin(): void {
    this.own = emptyDeclarations();
    this.taken = new Set();
    this.statements = [];
  }

  add(statement: string): void {
    if (statement !== "") this.statements.push(statement);
  }

  text(): string {
    return this.statements.join("\n");
  }

  /** A name that no cell has. */
  fresh(stem: string): string {
    return `${stem}${++this.serial}`;
  }

  /** Names of a kind that this cell may still declare, since it has neither declared nor used them; fewer if there are no more. */
  claim(kind: keyof typeof names, count = 1): string[] {
    const text = this.text();
    const isFree = (name: string) => !this.taken.has(name) && !new RegExp(`\\b${name}\\b`).test(text);
    const claimed = this.random.shuffled(names[kind]).filter(isFree).slice(0, count);
    for (const name of claimed) this.taken.add(name);
    return claimed;
  }

  rankOf(name: string): number {
    return names.ranked.findIndex((ranked) => ranked === name);
  }

  declare<K extends Kind>(kind: K, name: string, what: What<K>): void {
    (this.own[kind] as Map<string, unknown>).set(name, what);
  }

  /** What the code here may use: of earlier cells whatever this one does not declare anew, and what it has declared. */
  visible<K extends Kind>(kind: K): Entries<K> {
    const earlier = [...this.known[kind]].filter(([name]) => !this.taken.has(name));
    return [...earlier, ...this.own[kind]] as unknown as Entries<K>;
  }

  /** Of earlier cells alone. */
  earlier<K extends Kind>(kind: K): Entries<K> {
    return [...this.known[kind]].filter(([name]) => !this.taken.has(name)) as unknown as Entries<K>;
  }

  variables(type: Type, isAssigned = false): string[] {
    return this.visible("variables").flatMap(([name, variable]) =>
      variable.type === type && (variable.assignable || !isAssigned) ? name : [],
    );
  }

  /** Makes known what the cell has declared. */
  learn({ declared, error }: Outcome): void {
    for (const kind of Object.keys(this.known) as Kind[]) {
      const known = this.known[kind] as Map<string, unknown>;
      for (const [name, what] of this.own[kind]) {
        if (kind === "types" ? error === undefined : declared.has(name)) known.set(name, what);
        else if (kind === "types") known.delete(name); // an error may have come before it, or after
      }
    }
  }
}

function emptyDeclarations(): Declarations {
  return {
    variables: new Map(),
    functions: new Map(),
    ranked: new Map(),
    classes: new Map(),
    enums: new Map(),
    types: new Map(),
    imports: new Map(),
  };
}
