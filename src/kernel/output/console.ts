import { currentCell } from "./outputs";

const { group, groupEnd } = console;
let openGroups = 0;

/** Has `console.clear` clear what its cell shows, as it clears a terminal; counts the groups that are open. */
export function installConsole(): void {
  const open = (...label: unknown[]) => {
    openGroups++;
    group(...label);
  };
  const close = () => {
    if (openGroups > 0) openGroups--;
    groupEnd();
  };
  const clear = () => currentCell()?.clear();
  Object.assign(console, { group: open, groupCollapsed: open, groupEnd: close, clear });
}

/** A cell that fails within a group leaves it open: the next cell's text is not indented for it. */
export function closeGroups(): void {
  for (; openGroups > 0; openGroups--) groupEnd();
}
