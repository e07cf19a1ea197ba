/** What stands in an element: text, elements, or nothing. */
export type Content = string | readonly (Node | undefined)[];

/** An element to be written. */
export interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: Content;
}

/** An element; nothing if its content is nothing, so that optional fields need no question. */
export function element(
  name: string,
  content: Content | undefined,
  attributes: Readonly<Record<string, string>> = {},
): Node | undefined {
  if (content === undefined) return undefined;
  if (typeof content !== "string" && content.every((each) => each === undefined)) return undefined;
  return { name, attributes, content };
}

/** A document in UTF-8, indented. */
export function writeXml(root: Node): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root, "")}`;
}

function write({ name, attributes, content }: Node, indent: string): string {
  const named = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const start = `${indent}<${name}${named.join("")}>`;
  if (typeof content === "string") return `${start}${escaped(content)}</${name}>\n`;
  const inner = content.flatMap((child) => (child === undefined ? [] : write(child, `${indent}  `)));
  return `${start}\n${inner.join("")}${indent}</${name}>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => ENTITIES[character] ?? character);
}
