/** Kernel modules in the order they have to be loaded in: the package has no modules.dep, but each module names what it depends on. */

/** @returns the names after `depends=` in a module's information section. */
export function dependenciesOf(module: Buffer): readonly string[] {
  const at = module.indexOf('\0depends=');
  if (at < 0) return [];
  const from = at + '\0depends='.length;
  const names = module.toString('latin1', from, module.indexOf(0, from));
  return names === '' ? [] : names.split(',');
}

/** The kernel takes `-` and `_` in module names for the same; files are named either way. */
export const moduleName = (name: string): string => name.replaceAll('-', '_');

/**
 * @param wanted - modules to load.
 * @param read - a module's file by its name with `_`; null when the kernel has it built in.
 * @returns names of all to load, each after those it needs.
 */
export function loadOrder(wanted: readonly string[], read: (name: string) => Buffer | null): readonly string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const module = read(name);
    if (module === null) return;
    for (const dependency of dependenciesOf(module)) visit(moduleName(dependency));
    order.push(name);
  };
  for (const name of wanted) visit(moduleName(name));
  return order;
}
