/** Finds files that import each other in a circle: such files cannot be read, tested or moved one at a time. Pure. */
import { importsOf, isProgram, resolveImport, type SourceFile, type TidyFault } from "./source.ts";

/** One fault for each circle, at the file that comes first by name. Imports of types count: they tie the files together all the same. */
export function checkCycles(files: readonly SourceFile[]): readonly TidyFault[] {
  const paths = new Set(files.map((file) => file.path));
  const graph = new Map<string, readonly string[]>();
  for (const file of files) {
    if (!isProgram(file.path)) continue;
    const targets = importsOf(file).map((entry) => resolveImport(file.path, entry.specifier));
    graph.set(
      file.path,
      targets.flatMap((target) => (target !== null && paths.has(target) ? [target] : [])),
    );
  }
  return strongComponents(graph)
    .filter((component) => component.length > 1)
    .map((component) => {
      const [first = "", ...others] = component.toSorted();
      return { path: first, line: 1, message: `imports in a circle with ${others.join(", ")}` };
    });
}

/** Tarjan's algorithm (1972), with a stack of its own instead of recursion. */
function strongComponents(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const onOpen = new Set<string>();
  const components: string[][] = [];
  const lowOf = (node: string): number => low.get(node) ?? 0;
  for (const root of graph.keys()) {
    if (index.has(root)) continue;
    const work: { readonly node: string; next: number }[] = [{ node: root, next: 0 }];
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const { node } = frame;
      if (frame.next === 0) {
        low.set(node, index.size);
        index.set(node, index.size);
        open.push(node);
        onOpen.add(node);
      }
      const target = graph.get(node)?.[frame.next++];
      if (target !== undefined) {
        const seen = index.get(target);
        if (seen === undefined) work.push({ node: target, next: 0 });
        else if (onOpen.has(target)) low.set(node, Math.min(lowOf(node), seen));
        continue;
      }
      work.pop();
      const parent = work.at(-1)?.node;
      if (parent !== undefined) low.set(parent, Math.min(lowOf(parent), lowOf(node)));
      if (lowOf(node) === index.get(node)) components.push(close(node, open, onOpen));
    }
  }
  return components;
}

function close(node: string, open: string[], onOpen: Set<string>): string[] {
  const component = open.splice(open.lastIndexOf(node));
  for (const member of component) onOpen.delete(member);
  return component;
}
