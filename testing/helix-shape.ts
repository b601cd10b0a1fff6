/** Compares an answer of the Twitch-shaped API with the keys and types of the contract (`fixtures/helix`), and names what differs. */

/** A type by name, a list as its one entry (with `null` beside it), or keys; a key with `?` may be absent. */
export type Shape = string | readonly Shape[] | { readonly [key: string]: Shape };

/** Sentences about what differs; none when the value is exactly of the shape. */
export function differences(value: unknown, shape: Shape, path = "answer"): readonly string[] {
  if (typeof shape === "string") return isOfType(value, shape) ? [] : [`${path} is ${show(value)} and no ${shape}`];
  if (Array.isArray(shape)) {
    const [entry = "string", ...more] = shape;
    if (value === null && more.includes("null")) return [];
    if (!Array.isArray(value)) return [`${path} is ${show(value)} and no list`];
    return value.flatMap((one, at) => differences(one, entry, `${path}[${at}]`));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return [`${path} is ${show(value)} and no object`];
  const keys = Object.entries(shape).map(([key, inner]) => ({
    name: key.replace(/\?$/, ""),
    optional: key.endsWith("?"),
    inner,
  }));
  const unknown = Object.keys(value).filter((name) => !keys.some((key) => key.name === name));
  return [
    ...unknown.map((name) => `${path}.${name} is not in the contract`),
    ...keys.flatMap(({ name, optional, inner }) => {
      if (!Object.hasOwn(value, name)) return optional ? [] : [`${path}.${name} is missing`];
      return differences(Reflect.get(value, name), inner, `${path}.${name}`);
    }),
  ];
}

function isOfType(value: unknown, type: string): boolean {
  const [name, orNull] = type.split("|");
  if (value === null) return orNull === "null";
  return name === "integer" ? Number.isInteger(value) : typeof value === name;
}

const show = (value: unknown): string => JSON.stringify(value) ?? "undefined";
