import { createRequire } from "node:module";
import { join, sep } from "node:path";

/** `require` as cells have it: relative to the project's root, wherever the notebook lies. */
export function requireFrom(root: string): NodeJS.Require {
  return createRequire(join(root, "cell.js"));
}

/**
 * Has the changed modules loaded anew when they are next imported, and with them whatever imports them.
 *
 */
export function forgetModules(changed: readonly string[]): void {
  if (changed.length === 0) return;
  const changedPaths = new Set(changed);
  const known = new Map<NodeJS.Module, boolean>();

  const isStale = (module: NodeJS.Module): boolean => {
    const before = known.get(module);
    if (before !== undefined) return before;
    known.set(module, false); // ends the recursion where modules import each other
    const stale = changedPaths.has(module.filename) || module.children.some(isOwnAndStale);
    known.set(module, stale);
    return stale;
  };
  const isOwnAndStale = (module: NodeJS.Module) => !isPackage(module.filename) && isStale(module);

  for (const [path, module] of Object.entries(require.cache)) {
    if (module && isOwnAndStale(module)) Reflect.deleteProperty(require.cache, path);
  }
}

function isPackage(path: string): boolean {
  return path.includes(`${sep}node_modules${sep}`);
}
