import { type Draft, type Type, types } from "./draft";

export function literal({ random }: Draft, type: Type): string {
  const digit = () => random.whole(0, 9);
  switch (type) {
    case "number":
      return String(random.whole(-9, 99));
    case "string":
      return random.pick(['"p"', "'q'", '"é😀"', '""', "`r`", String.raw`"\n"`]);
    case "boolean":
      return random.pick(["true", "false"]);
    case "number[]":
      return `[${Array.from({ length: random.whole(1, 3) }, digit).join(", ")}]`;
    case "Point":
      return `({ x: ${digit()}, y: ${digit()} })`;
  }
}

/**
 * An expression of a type, over the names that the cell may use.
 *
 * @param captured it stands in a function
 */
export function expression(draft: Draft, type: Type, depth = 2, captured = false): string {
  const { random } = draft;
  const named = draft.variables(type);
  if (depth <= 0 || random.chance(0.25)) {
    return named.length > 0 && random.chance(0.75) ? random.pick(named) : literal(draft, type);
  }
  const inner = (type: Type) => expression(draft, type, depth - 1, captured);
  const names = named.length > 0 ? [() => random.pick(named), () => random.pick(named)] : [];
  const general = [
    () => literal(draft, type),
    () => `(${inner("boolean")} ? ${inner(type)} : ${inner(type)})`,
    () => `((z: ${type}) => z)(${inner(type)})`,
    () => `[${inner(type)}].map((q) => q)[0]!`,
  ];
  return random.pick([
    ...names,
    ...general,
    ...calls(draft, type, captured, inner),
    ...ofType(draft, type, inner),
  ])();
}

type Inner = (type: Type) => string;

function calls(draft: Draft, type: Type, captured: boolean, inner: Inner): (() => string)[] {
  const { random } = draft;
  const some = <T>(from: readonly T[], make: (one: T) => string) =>
    from.length > 0 ? [() => make(random.pick(from))] : [];
  const functions = captured
    ? []
    : draft.earlier("functions").filter(([, { returns, async }]) => returns === type && !async);
  const called = some(functions, ([name, { parameters }]) => `${name}(${parameters.map(inner).join(", ")})`);
  if (type === "string") {
    return [...called, ...some(draft.earlier("imports"), ([name]) => `${name}("/r/s.txt")`)];
  }
  if (type !== "number") return called;
  const ranked = draft.visible("ranked").filter(([, rank]) => rank < draft.ranksBelow);
  const classes = captured ? [] : draft.earlier("classes");
  return [
    ...called,
    ...some(ranked, ([name]) => `${name}()`),
    ...some(draft.visible("enums"), ([name, members]) => `(${name}.${random.pick(members)} as number)`),
    ...some(classes, ([name]) => `new ${name}(${inner("number")}).${random.pick(["twice", "get()", "n"])}`),
  ];
}

function ofType({ random }: Draft, type: Type, inner: Inner): (() => string)[] {
  switch (type) {
    case "number":
      return [
        () => `(${inner("number")} ${random.pick(["+", "-", "*"])} ${inner("number")})`,
        () => `${inner("number[]")}.length`,
        () => `(${inner("Point")}).x`,
        () => `\`\${${inner("number")}}\`.length`,
        () => `[...${inner("number[]")}, ${inner("number")}].reduce((s, t) => s + t, 0)`,
      ];
    case "string":
      return [
        () => `(${inner("string")} + ${inner("number")})`,
        () => `\`<\${${inner("string")}}>\``,
        () => `${inner("number[]")}.join("-")`,
        () => `(${inner("string")}).toUpperCase()`,
      ];
    case "boolean":
      return [
        () => `(${inner("number")} < ${inner("number")})`,
        () => `!${inner("boolean")}`,
        () => `(${inner("boolean")} && ${inner("boolean")})`,
        () => `(String(${inner("string")}) === String(${inner("string")}))`,
      ];
    case "number[]":
      return [
        () => `${inner("number[]")}.map((t) => t + ${inner("number")})`,
        () => `[${inner("number")}, ...${inner("number[]")}]`,
        () => `Array.from({ length: ${random.whole(0, 3)} }, (_, i) => i)`,
      ];
    case "Point":
      return [
        () => `({ ...${inner("Point")}, y: ${inner("number")} })`,
        () => `({ x: ${inner("number")}, y: ${inner("number")} })`,
      ];
  }
}

export function print(draft: Draft, captured = false): string {
  return `console.log(${expression(draft, draft.random.pick(types), 2, captured)});`;
}
