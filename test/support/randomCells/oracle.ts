import { format, inspect } from "node:util";
import ts from "typescript";

/** What a reader of a cell sees of it. */
export interface Outcome {
  printed: string;
  /** The value that it ends on, as text. */
  result?: string;
  /** Name and message of what it threw. */
  error?: { name: string; message: string };
  /** The names that it came to declare. */
  declared: ReadonlySet<string>;
}

/**
 * Says what cells mean, by a scheme that has nothing of the kernel's: no module and no export, but one object that holds
 * all top-level names, and `with`. Types are not looked at.
 */
export function createOracle() {
  const names: Record<string, unknown> = {};
  /** Names that the running cell declares, and those of them that it has come to declare. */
  let declares: ReadonlySet<string> = new Set();
  let declared = new Set<string>();
  let printed = "";

  const given: Record<string, unknown> = {
    console: { log: (...values: unknown[]) => void (printed += `${format(...values)}\n`) },
    require,
    $declared: (...done: string[]) => {
      for (const name of done) declared.add(name);
    },
  };
  const scope = new Proxy(names, {
    has: (_, name) =>
      typeof name === "string" &&
      (Object.hasOwn(names, name) || Object.hasOwn(given, name) || declares.has(name)),
    get: (_, name) => (typeof name === "string" ? { ...given, ...names }[name] : undefined),
  });

  return async function run(code: string): Promise<Outcome> {
    const cell = rewrite(code);
    declares = new Set(cell.declares);
    const own = (declared = new Set());
    printed = "";
    try {
      const value = await evaluate(cell.body, scope);
      return { printed, declared: own, ...(value === undefined ? {} : { result: inspect(value) }) };
    } catch (error) {
      const { name, message } = error as Error;
      return { printed, declared: own, error: { name, message } };
    }
  };
}

function evaluate(body: string, scope: object): Promise<unknown> {
  const code = `with (scope) return (async () => { "use strict"; ${body}\n})();`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- it is strict code that may not stand in `with`
  return (new Function("scope", code) as (scope: object) => Promise<unknown>)(scope);
}

/** A cell's JavaScript, in which whatever it declares at the top level is assigned to instead. */
function rewrite(code: string): { body: string; declares: string[] } {
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ES2022,
    verbatimModuleSyntax: true,
  };
  const { outputText } = ts.transpileModule(`${code}\nexport {};`, { compilerOptions });
  const file = ts.createSourceFile("cell.js", outputText, ts.ScriptTarget.ES2022, true);
  const statements = file.statements.filter((statement) => !ts.isExportDeclaration(statement));
  const endsOnValue = endsOnExpression(code);
  const hoisted: string[] = [];
  const inOrder: string[] = [];
  const declares: string[] = [];

  const assignment = (target: string, names: string[], value: string) => {
    declares.push(...names);
    return `${target} = ${value}; $declared(${names.map((name) => JSON.stringify(name)).join(", ")});`;
  };
  for (const [index, statement] of statements.entries()) {
    const text = statement.getText(file).replace(/^export /, "");
    if (ts.isImportDeclaration(statement)) {
      for (const [name, value] of importedBy(statement)) hoisted.push(assignment(name, [name], value));
    } else if (ts.isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        const value = initializer?.getText(file) ?? "undefined";
        // In parentheses, since a pattern in braces would be a block; but not a name, which a function is called by.
        const [target, end] = ts.isIdentifier(name)
          ? [name.text, value]
          : [`(${name.getText(file)}`, `${value})`];
        inOrder.push(assignment(target, boundNames(name), end));
      }
    } else if (ts.isFunctionDeclaration(statement) && statement.name) {
      hoisted.push(assignment(statement.name.text, [statement.name.text], text));
    } else if (ts.isClassDeclaration(statement) && statement.name) {
      inOrder.push(assignment(statement.name.text, [statement.name.text], text));
    } else {
      const isResult = endsOnValue && index === statements.length - 1;
      inOrder.push(isResult ? `return (${text.replace(/;$/, "")});` : text);
    }
  }
  return { body: [...hoisted, ...inOrder].join("\n"), declares };
}

/** A cell that ends on a type shows nothing, whatever stands before it. */
function endsOnExpression(code: string): boolean {
  const last = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.ES2022).statements.at(-1);
  return last !== undefined && ts.isExpressionStatement(last);
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((each) => (ts.isOmittedExpression(each) ? [] : boundNames(each.name)));
}

/** Local name → the JavaScript of its value. */
function importedBy({
  moduleSpecifier,
  importClause,
}: ts.ImportDeclaration): [name: string, value: string][] {
  const module = `require(${moduleSpecifier.getText()})`;
  const { name, namedBindings } = importClause ?? {};
  const whole = namedBindings && ts.isNamespaceImport(namedBindings) ? [namedBindings.name] : [];
  const parts = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : [];
  return [
    ...[...(name ? [name] : []), ...whole].map(({ text }): [string, string] => [text, module]),
    ...parts.map(({ name, propertyName = name }): [string, string] => [
      name.text,
      `${module}.${propertyName.text}`,
    ]),
  ];
}
