/**
 * Before a cell runs: lets go of the earlier variables whose names it declares anew. A variable that an earlier cell's
 * functions share is a getter and a setter among the exports; what the new cell exports shall not be set there.
 *
 * @param exports the names that cells have declared, and their values
 * @param names what the cell declares
 * @returns what restores those of the variables that the cell, having failed, did not come to declare
 */
export function detach(exports: Record<string, unknown>, names: Iterable<string>) {
  const shared = new Map<string, PropertyDescriptor>();
  for (const name of names) {
    const property = Object.getOwnPropertyDescriptor(exports, name);
    if (!property?.get) continue;
    shared.set(name, property);
    const value = exports[name];
    Object.defineProperty(exports, name, { value, writable: true, enumerable: true, configurable: true });
  }
  return (isDeclared: (name: string) => boolean): void => {
    for (const [name, property] of shared) {
      if (!isDeclared(name)) Object.defineProperty(exports, name, property);
    }
  };
}
