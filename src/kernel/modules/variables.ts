/** Among the exports, cells find under this name what they tell their declarations to. */
export const variablesKey = "./variables";

type Accept = (value: unknown) => void;

/** What cells declare. A cell's code reads and writes it as its exports, and says by these functions what it has declared. */
export interface Declaring {
  /** A name whose value is elsewhere than among the exports. */
  share(name: string, get: () => unknown, set?: Accept): void;
  /**
   * A name that has its value now. Functions of earlier cells that have a variable of that name, or a function, a class,
   * an enum or a namespace, see this value from now on.
   *
   * @param follow replaces the value in the cell's own JavaScript when a later cell declares the name. It is kept no longer
   *   than the cell's functions are.
   */
  declared(name: string, follow?: Accept): void;
}

export type Variables = ReturnType<typeof createVariables>;

export function createVariables() {
  const values: Record<string, unknown> = {};
  const followers = new Map<string, WeakRef<Accept>[]>();

  const define = (name: string, property: PropertyDescriptor) =>
    Object.defineProperty(values, name, { ...property, enumerable: true, configurable: true });

  const share: Declaring["share"] = (name, get, set) => void define(name, { get, set });

  const declared: Declaring["declared"] = (name, follow) => {
    const others = followers.get(name)?.filter((follower) => follower.deref() !== undefined) ?? [];
    if (follow) followers.set(name, [...others, new WeakRef(follow)]);
    if (others.length === 0) return;
    tell(others, values[name]);
    // A function, a class, an enum or a namespace changes only when the name is declared again.
    if (!follow || Object.getOwnPropertyDescriptor(values, name)?.set) tellEachChange(name, others);
  };

  const tellEachChange = (name: string, others: readonly WeakRef<Accept>[]) => {
    const property = Object.getOwnPropertyDescriptor(values, name);
    let value: unknown = property?.value;
    const get = () => (property?.get ? (property.get() as unknown) : value);
    share(name, get, (given) => {
      if (property?.set) property.set(given);
      else value = given;
      tell(others, given);
    });
  };

  const declaring: Declaring = { share, declared };
  Object.defineProperty(values, variablesKey, { value: declaring });

  return {
    /** The names that cells have declared, and their values. */
    values,

    /**
     * Before a cell runs: lets go of the earlier variables whose names it declares anew. Earlier functions see the new ones
     * when the statements that declare them are complete, and not what has been exported until then.
     *
     * @param names what the cell declares
     * @returns what restores those of the variables that the cell, having failed, did not come to declare
     */
    detach(names: Iterable<string>) {
      const shared = new Map<string, PropertyDescriptor>();
      for (const name of names) {
        const property = Object.getOwnPropertyDescriptor(values, name);
        if (!property?.get) continue;
        shared.set(name, property);
        define(name, { ...property, set: (value: unknown) => define(name, { value, writable: true }) });
      }
      return (isDeclared: (name: string) => boolean): void => {
        for (const [name, property] of shared) {
          if (!isDeclared(name)) Object.defineProperty(values, name, property);
        }
      };
    },
  };
}

function tell(followers: readonly WeakRef<Accept>[], value: unknown): void {
  for (const follower of followers) follower.deref()?.(value);
}
