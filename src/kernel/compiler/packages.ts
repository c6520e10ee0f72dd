/** Is it a file or a folder of an installed package, which stays as it is while a kernel runs? */
export function isPackage(path: string): boolean {
  return path.includes("/node_modules/") || path.endsWith("/node_modules");
}
