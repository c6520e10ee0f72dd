import { type Draft, type Type, types } from "./draft";
import { expression, print } from "./expressions";

/** A statement; what it declares is added to the draft. */
export function statement(draft: Draft): string {
  return draft.random.pick(kinds)(draft);
}

const kinds: ((draft: Draft) => string)[] = [
  ...[declareVariable, declareVariable, declareVariable, declareVar, declareLate, destructure],
  ...[assign, assign, assign, print, callFunction, callFunction],
  ...[declareFunction, declareFunction, declareRanked, declareRanked, declareClass, declareEnum],
  ...[declareType, useType, declareImport, block, block, block],
];

function declareVariable(draft: Draft): string {
  const { random } = draft;
  const [name] = draft.claim("variable");
  if (name === undefined) return print(draft);
  const type = random.pick(types);
  const keyword = random.pick(["const", "let"]);
  const value = expression(draft, type);
  draft.declare("variables", name, { type, assignable: keyword === "let" });
  const declared = random.chance(0.5) ? `${name}: ${type} = ${value}` : `${name} = (${value}) as ${type}`;
  return `${random.chance(0.08) ? "export " : ""}${keyword} ${declared};`;
}

function declareVar(draft: Draft): string {
  const [name] = draft.claim("var");
  if (name === undefined) return print(draft);
  const type = draft.random.pick(types);
  const value = expression(draft, type);
  draft.declare("variables", name, { type, assignable: true });
  return `var ${name} = (${value}) as ${type};`;
}

/** A variable that has no value at first, and not always a type. */
function declareLate(draft: Draft): string {
  const [name] = draft.claim("variable");
  if (name === undefined) return print(draft);
  const annotation = draft.random.pick([": number", ""]);
  const value = expression(draft, "number");
  draft.declare("variables", name, { type: annotation ? "number" : "any", assignable: true });
  return `let ${name}${annotation};\n${name} = (${value}) as number;`;
}

function destructure(draft: Draft): string {
  const { random } = draft;
  const [number, list, text] = draft.claim("variable", 3);
  if (number === undefined || list === undefined || text === undefined) return print(draft);
  const from = `${expression(draft, "Point")} as Point`;
  const values = {
    number: expression(draft, "number"),
    list: `[...${expression(draft, "number[]")}]`,
    text: expression(draft, "string"),
  };
  const keyword = random.pick(["const", "let", "export let"]);
  const declare = (name: string, type: Type) =>
    draft.declare("variables", name, { type, assignable: keyword !== "const" });
  declare(number, "number");
  declare(list, "number[]");
  declare(text, "string");
  return random.pick([
    `${keyword} { x: ${number}, l: [, ...${list}], t: ${text} = "none" } = ` +
      `{ ...(${from}), l: ${values.list}, t: ${values.text} } as Point & { l: number[]; t?: string };`,
    `${keyword} [{ y: ${number} }, ${list} = [7], ${text}] = [${from}, ${values.list}, ${values.text}] as [Point, number[], string];`,
    `${keyword} [${number}, , ...${list}] = new Set<number>([${values.number}, 0.5, ...${values.list}]);\n` +
      `${keyword} [[${text} = "none"]] = new Map([[${values.text}, 1]]);`,
    `${keyword} [${text}] = ${values.text} + "é😀";\n` +
      `${keyword} [${number}, ...${list}] = (function* (): Generator<number> { yield ${values.number}; yield* ${values.list}; })();`,
  ]);
}

/** Assigns to a variable, if there is one. */
function assign(draft: Draft, captured = false): string {
  const { random } = draft;
  const type = random.pick(types);
  const names = draft.variables(type, true);
  const [name, other] = random.shuffled(names);
  if (name === undefined) return print(draft, captured);
  const value = expression(draft, type, 2, captured);
  const always = [`${name} = ${value};`, `({ ${name} } = { ${name}: ${value} });`];
  const ofType: Record<Type, string[]> = {
    number: [
      ...[`${name} += ${value};`, `${name}++;`, `--${name};`, `for (${name} of [1, ${value}]) {}`],
      ...[`for (${name} = 0; ${name} < 3; ${name}++) {}`, `[${name}] = new Set([${value}]);`],
      ...(other === undefined ? [] : [`[${name}, ${other}] = [${other}, ${name}];`]),
    ],
    string: [`${name} += ${value};`, `for (${name} in { k: 1 }) {}`, `${name} ||= ${value};`],
    boolean: [`${name} &&= ${value};`],
    "number[]": [`${name} = [...${name}, 1];`, `[${name}[0]] = [5];`],
    Point: [`${name} = { ...${name}, x: 1 };`, `({ x: ${name}.y } = ${name});`],
  };
  return random.pick([...always, ...ofType[type]]);
}

/** What a function does before it returns. */
function body(draft: Draft): string {
  const { random } = draft;
  const one = () => (random.chance(0.6) ? assign(draft, true) : print(draft, true));
  return Array.from({ length: random.whole(0, 2) }, one).join(" ");
}

function declareFunction(draft: Draft): string {
  const { random } = draft;
  const name = draft.fresh("fun");
  const returns = random.pick(types);
  const parameters = Array.from({ length: random.whole(0, 2) }, () => random.pick(types));
  const list = parameters.map((type, i) => `p${i}: ${type}`);
  const withDefault = [...list, `last: number = ${expression(draft, "number", 1, true)}`].join(", ");
  const given = list.join(", ");
  const value = expression(draft, returns, 2, true);
  const [first, second] = [body(draft), body(draft)];
  const async = random.chance(0.2);
  draft.declare("functions", name, { parameters, returns, async });
  if (async) {
    return `async function ${name}(${given}): Promise<${returns}> { ${first} await null; ${second} return ${value}; }`;
  }
  return random.pick([
    `function ${name}(${withDefault}): ${returns} { ${first} return ${value}; }`,
    `const ${name} = (${given}): ${returns} => { ${first} return ${value}; };`,
    `export function ${name}(${given}): ${returns} { ${first} return ${value}; }`,
    `let ${name} = function (${withDefault}): ${returns} { try { ${first} return ${value}; } finally { ${second} } };`,
    `function* ${name}All(): Generator<number> { ${first} yield 1; ${second} yield 2; }\n` +
      `const ${name} = (${given}): ${returns} => { for (const each of ${name}All()) console.log(each); return ${value}; };`,
  ]);
}

function declareRanked(draft: Draft): string {
  const [name] = draft.claim("ranked");
  if (name === undefined) return print(draft);
  const rank = draft.rankOf(name);
  draft.ranksBelow = rank;
  const value = expression(draft, "number", 2, true);
  const first = body(draft);
  draft.ranksBelow = Infinity;
  draft.declare("ranked", name, rank);
  return draft.random.pick([
    `function ${name}(): number { ${first} return ${value}; }`,
    `const ${name} = (): number => { ${first} return ${value}; };`,
    `let ${name} = function (): number { ${first} return ${value}; };`,
    `export function ${name}() { ${first} return (${value}) as number; }`,
  ]);
}

function callFunction(draft: Draft): string {
  const { random } = draft;
  const functions = draft.earlier("functions");
  if (functions.length === 0) return declareFunction(draft);
  const [name, { parameters, async }] = random.pick(functions);
  const call = `${name}(${parameters.map((type) => expression(draft, type, 1)).join(", ")})`;
  if (!async) return `console.log(${call});`;
  return random.pick([
    `console.log(await ${call});`,
    `console.log((await Promise.allSettled([${call}])).length);`,
  ]);
}

function declareClass(draft: Draft): string {
  const { random } = draft;
  const [name] = draft.claim("class");
  if (name === undefined) return print(draft);
  const bases = draft.earlier("classes").map(([base]) => base);
  const twice = `get twice(): number { return this.n * 2 + ${expression(draft, "number", 1, true)}; }`;
  const hidden = expression(draft, "number", 1, true);
  draft.declare("classes", name, null);
  if (bases.length > 0 && random.chance(0.4)) {
    return `class ${name} extends ${random.pick(bases)} { override ${twice} }`;
  }
  return random.pick([
    `class ${name} { #p = ${hidden}; constructor(public n: number) {} get(): number { return this.#p + this.n; } ${twice} }`,
    `class ${name} { static made = 0; n: number; constructor(n: number) { this.n = n + ++${name}.made; } get() { return this.n; } ${twice} }`,
    `abstract class ${name}Base { abstract get(): number; }\n` +
      `class ${name} extends ${name}Base { constructor(readonly n: number) { super(); } get() { return this.n; } ${twice} }`,
  ]);
}

function declareEnum(draft: Draft): string {
  const { random } = draft;
  const [name] = draft.claim("enum");
  if (name === undefined) return print(draft);
  const members = random.shuffled(["A", "B", "C"]).slice(0, random.whole(1, 3));
  draft.declare("enums", name, members);
  const [first, ...others] = members;
  const list = [`${first} = ${random.whole(0, 9)}`, ...others];
  return `${random.pick(["", "export "])}enum ${name} { ${list.join(", ")} }`;
}

function declareType(draft: Draft): string {
  const [name] = draft.claim("type");
  if (name === undefined) return print(draft);
  const type = draft.random.pick(types);
  draft.declare("types", name, type);
  return type === "Point" ? `interface ${name} { x: number; y: number }` : `type ${name} = ${type};`;
}

function useType(draft: Draft): string {
  const known = draft.earlier("types");
  if (known.length === 0) return declareType(draft);
  const [name, type] = draft.random.pick(known);
  return `{ const typed: ${name} = ${expression(draft, type)}; console.log(typed); }`;
}

function declareImport(draft: Draft): string {
  const [name] = draft.claim("import");
  if (name === undefined) return print(draft);
  draft.declare("imports", name, null);
  return draft.random.pick([
    `import { basename as ${name} } from "node:path";`,
    `import ${name}Path, { basename as ${name} } from "node:path"; console.log(${name}Path.sep);`,
    `import * as ${name}All from "node:path"; const ${name} = ${name}All.basename;`,
    `const { basename: ${name} } = await import("node:path");`,
  ]);
}

/** Names of their own, control flow, and what runs later. */
function block(draft: Draft): string {
  const name = draft.random.pick(["a", "b", "c", "d"]);
  const shadow = `const ${name} = 4; console.log("inner", ${name});`;
  const now = () => assign(draft);
  const later = () => assign(draft, true);
  const number = () => expression(draft, "number", 1);
  return draft.random.pick([
    () => `{ ${shadow} }`,
    () => `{ ${now()} ${print(draft)} }`,
    () => `for (let ${name} = 0; ${name} < 2; ${name}++) { console.log(${name}); }`,
    () =>
      `for (const ${name} of [1, 2]) setTimeout(() => console.log(${name}), 0);\nawait new Promise((go) => setTimeout(go, 5));`,
    () => `if (${expression(draft, "boolean")}) { ${now()} } else { ${print(draft)} }`,
    () =>
      `try { ${now()} throw new RangeError(); } catch (${name}) { console.log((${name} as Error).name); } finally { ${now()} }`,
    () =>
      `outer: for (const i of [1, 2, 3]) { for (;;) { ${now()} if (i > 1) break outer; continue outer; } }`,
    () => `switch (${number()} as number) { case 1: ${now()} break; default: ${print(draft)} }`,
    () => `await Promise.all([1, 2].map(async (i) => { await null; ${later()} return i; }));`,
    () => `for await (const one of [Promise.resolve(${number()}), 2]) console.log(one);`,
    () =>
      `await new Promise<void>((go) => setTimeout(() => { try { ${later()} } catch { console.log("failed"); } go(); }, 1));`,
    () => `((${name}: number) => { ${name}++; console.log(${name}); })(${number()});`,
    () => `const ${draft.fresh("step")} = (function* () { ${later()} yield 1; })().next();`,
    () =>
      `const ${draft.fresh("object")} = { get now() { return ${expression(draft, "number", 1, true)}; }, set now(q) { ${later()} } };`,
    () => `{ using ${draft.fresh("held")} = { [Symbol.dispose]() { console.log("disposed"); } }; ${now()} }`,
    () => `do { ${now()} } while (false);`,
  ])();
}

/** What a cell ends on: often an expression, whose value it shows. */
export function last(draft: Draft): string {
  const { random } = draft;
  const [name] = random.shuffled(draft.variables("number", true));
  return random.pick([
    () => "",
    () => (name === undefined ? "" : random.pick([`${name} = 5`, `${name} += 2`, `${name}++`])),
    () => `[${types.map((type) => expression(draft, type, 1)).join(", ")}]`,
    () => `Promise.resolve(${expression(draft, "number")})`,
    () => expression(draft, random.pick(types)),
    () => expression(draft, random.pick(types)),
  ])();
}
