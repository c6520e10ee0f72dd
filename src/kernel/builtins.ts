// What the language gives all code, cells and the kernel share; and cells may put something else in its place: in a lesson on
// prototypes, by a polyfill, by mistake. Cells' code finds what cells have put there. The kernel works with the originals:
// it puts them in place when its turn comes, and the cells' again when the cells' turn comes.
import { Buffer } from "node:buffer";
import process from "node:process";

const { defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, setPrototypeOf } =
  Reflect;

/**
 * Whatever comes back to Node's event loop comes by these, so that nothing runs on where they do not work: cells find their
 * own in their place only until they first wait or end.
 */
const indispensable = [
  { holder: Array.prototype, key: "pop", name: "Array.prototype.pop" },
  { holder: Function.prototype, key: "apply", name: "Function.prototype.apply" },
];

interface Builtin {
  readonly holder: object;
  readonly key: PropertyKey;
  readonly original: PropertyDescriptor;
  /** Of what is indispensable. */
  readonly name: string | undefined;
  /** What cells have put in its place, while the original is there; `null` where they have taken it away. */
  replacement: PropertyDescriptor | null | undefined;
}

let builtins: readonly Builtin[] = [];
let areOriginal = true;
/** How many have a replacement. */
let replacements = 0;
let warn: (text: string) => void = () => undefined;

/**
 * Called once, before the first cell: what is there now are the originals.
 *
 * @param tellCell tells the user that cells will not find something as they have left it
 */
export function keepBuiltins(tellCell: (text: string) => void): void {
  warn = tellCell;
  builtins = holders().flatMap((holder) =>
    ownKeys(holder).flatMap((key) => {
      const original = propertyOf(holder, key);
      if (!original || !isReplaceable(holder, original)) return [];
      const name = indispensable.find((one) => one.holder === holder && one.key === key)?.name;
      return [{ holder, key, original, name, replacement: undefined }];
    }),
  );
}

/** The kernel's turn begins: it finds the originals until the cells' turn comes. */
export function takeBuiltins(): void {
  if (areOriginal) return;
  areOriginal = true;
  let putBack = "";
  for (let i = 0; i < builtins.length; i++) {
    const builtin = builtins[i] as Builtin;
    const { holder, key, original, name } = builtin;
    if (isInPlace(builtin)) continue;
    if (name === undefined) {
      builtin.replacement = propertyOf(holder, key) ?? null;
      replacements++;
    } else {
      putBack += `${name} is the original again: Node.js itself cannot work with another one. Give yours another name.\n`;
    }
    defineProperty(holder, key, original);
  }
  if (putBack !== "") warn(putBack);
}

/** The cells' turn begins: their code finds what cells have left there. */
export function leaveBuiltins(): void {
  if (!areOriginal) return;
  areOriginal = false;
  for (let i = 0; replacements > 0 && i < builtins.length; i++) {
    const builtin = builtins[i] as Builtin;
    const { holder, key, replacement } = builtin;
    if (replacement === undefined) continue;
    builtin.replacement = undefined;
    replacements--;
    if (replacement) defineProperty(holder, key, replacement);
    else deleteProperty(holder, key);
  }
}

/** Does work of the kernel in the midst of the cells' turn, if it is theirs. */
export function withBuiltins<T>(work: () => T): T {
  if (areOriginal) return work();
  takeBuiltins();
  try {
    return work();
  } finally {
    leaveBuiltins();
  }
}

/** What has functions that all code is given: the global object, what it names, and what the values of its classes inherit from. */
function holders(): object[] {
  const named = [...valuesOf(globalThis), process, Buffer];
  const prototypes = named.flatMap((value) => valuesOf(value, ["prototype"]));
  const iterators = [[].values(), new Map().keys(), new Set().keys(), "".matchAll(/./g)];
  const all = [globalThis, ...named, ...prototypes];
  return [...new Set([...all, ...[...all, ...iterators, ...iterators.map(parentOf)].map(parentOf)])];
}

/** Values of an object's own properties that are objects or functions; no getter is called. */
function valuesOf(holder: object, keys = ownKeys(holder)): object[] {
  const values = keys.map((key): unknown => getOwnPropertyDescriptor(holder, key)?.value);
  return values.filter((value) => value !== null && /^(object|function)$/.test(typeof value)) as object[];
}

function parentOf(value: object): object {
  return getPrototypeOf(value) ?? value;
}

/** A property as it is defined again later, whatever cells have put into `Object.prototype` by then (a `get`). */
function propertyOf(holder: object, key: PropertyKey): PropertyDescriptor | undefined {
  const property = getOwnPropertyDescriptor(holder, key);
  if (property) setPrototypeOf(property, null);
  return property;
}

/** A function, a getter, or what functions are named by: `JSON`, `Math`, `Reflect`. */
function isReplaceable(holder: object, property: PropertyDescriptor): boolean {
  const isChangeable = property.configurable === true || property.writable === true;
  const value: unknown = property.value;
  const isNamespace = holder === globalThis && typeof value === "object" && value !== null;
  return isChangeable && (typeof value === "function" || isNamespace || property.get !== undefined);
}

/** Looks where it can instead of asking for the property's descriptor: that takes five times as long. */
function isInPlace({ holder, key, original }: Builtin): boolean {
  try {
    if (original.get) return getOwnPropertyDescriptor(holder, key)?.get === original.get;
    return (holder as Record<PropertyKey, unknown>)[key] === original.value;
  } catch {
    return false; // a getter of a cell's
  }
}
