import { SaxesParser } from "saxes";

/** An element with the place where it stands. */
export interface XmlElement {
  /** Without prefix. */
  readonly name: string;
  readonly namespace: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, CDATA included, without blanks around it. */
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** A text that is no XML, or XML of a kind that is not read. */
export class NotXml extends Error {
  readonly line: number;
  readonly column: number;
  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** Elements within elements; a payment message has less than half of it. */
const DEEPEST = 64;

type Growing = { -readonly [Key in keyof XmlElement]: XmlElement[Key] } & { children: XmlElement[] };

/**
 * Reads XML with namespaces. A document type declaration is refused, and with it every entity that could name a file or
 * grow without end; text in CDATA is text and never markup.
 *
 * @throws NotXml at the first fault, with its place.
 */
export function parseXml(text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true });
  const open: Growing[] = [];
  let root: XmlElement | undefined;
  let start = { line: 1, column: 1 };
  const refuse = (message: string): never => {
    throw new NotXml(message, parser.line, parser.column + 1);
  };
  const append = (content: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += content;
  };
  parser.on("error", ({ message }) =>
    refuse(`is no XML: ${message.replace(/^\d+:\d+: /, "").replace(/\.$/, "")}`),
  );
  parser.on("doctype", () => refuse("has a document type declaration; such files are not read"));
  parser.on("opentagstart", ({ name }) => {
    start = { line: parser.line, column: Math.max(1, parser.column - name.length - 1) };
  });
  parser.on("opentag", ({ local, uri, attributes }) => {
    if (open.length >= DEEPEST) refuse(`has more than ${DEEPEST} elements within each other`);
    const named = Object.values(attributes).map(({ name, value }): [string, string] => [name, value]);
    const element: Growing = {
      name: local,
      namespace: uri,
      attributes: new Map(named),
      children: [],
      text: "",
      ...start,
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", append);
  parser.on("cdata", append);
  parser.on("closetag", () => {
    const element = open.pop();
    if (element === undefined) return;
    element.text = element.text.trim();
    root = element;
  });
  parser.write(text).close();
  return root ?? refuse("is empty");
}
