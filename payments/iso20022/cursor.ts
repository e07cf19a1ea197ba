import type { Finding } from "./finding.ts";
import type { Reason } from "./reasons.ts";
import type { XmlElement } from "./xml/tree.ts";

/** Reads the text of an element, or throws an error whose message continues "…": "is no date". */
export type Leaf<T> = (text: string) => T;

/** A fault of a leaf with a reason of its own. */
export class LeafFault extends Error {
  readonly reason: Reason;
  constructor(message: string, reason: Reason) {
    super(message);
    this.reason = reason;
  }
}

/** A value as it was read: absent where it was missing or wrong. */
export type Draft<T> = T extends bigint | string | number | boolean | undefined
  ? T | undefined
  : T extends readonly (infer Item)[]
    ? readonly Draft<Item>[]
    : Part<T> | undefined;

/** What an element is read into before the message is known to be whole. */
export type Part<T> = { readonly [Key in keyof T]: Draft<T[Key]> };

const LONGEST_QUOTED = 60;

/** Everything that was noticed while a message was read. */
export class Notes {
  readonly findings: Finding[] = [];
  /** Transaction that is being read, from 1. */
  transaction: number | undefined;
  /**
   * Whether texts that break the rules are kept as printed, with a remark: what a bank reports of others is evidence, and no
   * order to refuse. Only texts are read in this mode.
   */
  keepsAsPrinted = false;

  get hasFaults(): boolean {
    return this.findings.some(({ kind }) => kind === "fault");
  }
}

/** A place in a message from which its elements are read. What is wrong is noted, and reading goes on. */
export class Cursor {
  readonly element: XmlElement;
  readonly path: string;
  readonly notes: Notes;
  readonly #read: Set<XmlElement>;

  constructor(element: XmlElement, path: string, notes: Notes, read: Set<XmlElement> = new Set()) {
    this.element = element;
    this.path = path;
    this.notes = notes;
    this.#read = read;
    read.add(element);
  }

  /** The first element of one of these names. A second one of the same name is a fault. */
  child(...names: readonly string[]): Cursor | undefined {
    for (const name of names) {
      const [first, second] = this.#named(name);
      if (second !== undefined)
        this.#at(second, `${this.path}/${name}[2]`).fault("stands here twice", "FF01");
      if (first !== undefined) return this.#at(first, `${this.path}/${name}`);
    }
    return undefined;
  }

  /** As `child`; its absence is a fault. */
  needed(...names: readonly string[]): Cursor | undefined {
    const found = this.child(...names);
    if (found === undefined) this.fault(`${names.join(" or ")} is missing`, "CH21");
    return found;
  }

  /** Goes down a path of elements, all of which may be absent. */
  down(...names: readonly string[]): Cursor | undefined {
    return names.reduce<Cursor | undefined>((place, name) => place?.child(name), this);
  }

  /** Every element of a name. */
  all(name: string): Cursor[] {
    const found = this.#named(name);
    return found.map((element, index) =>
      this.#at(element, `${this.path}/${name}${found.length > 1 ? `[${index + 1}]` : ""}`),
    );
  }

  /** The text of this element. */
  value<T>(leaf: Leaf<T>, reason: Reason = "CH16"): T | undefined {
    if (this.element.children.length > 0) {
      this.fault("holds elements where text is expected", "FF01");
      return undefined;
    }
    try {
      return leaf(this.element.text);
    } catch (error) {
      if (this.notes.keepsAsPrinted) {
        this.remark(`"${shortened(this.element.text)}" ${(error as Error).message}; kept as printed`);
        return this.element.text as T;
      }
      const own = error instanceof LeafFault ? error.reason : reason;
      this.fault(`"${shortened(this.element.text)}" ${(error as Error).message}`, own);
      return undefined;
    }
  }

  /** The text of a child that may be absent. */
  text<T>(name: string, leaf: Leaf<T>, reason?: Reason): T | undefined {
    return this.child(name)?.value(leaf, reason);
  }

  /** The text of a child that must be there. */
  need<T>(name: string, leaf: Leaf<T>, reason?: Reason): T | undefined {
    const child = this.child(name);
    if (child === undefined || (child.element.text === "" && child.element.children.length === 0)) {
      (child ?? this).fault(child === undefined ? `${name} is missing` : "is empty", reason ?? "CH21");
      return undefined;
    }
    return child.value(leaf, reason);
  }

  /** The texts of all children of a name. */
  texts<T>(name: string, leaf: Leaf<T>): readonly T[] {
    return this.all(name).flatMap((child) => {
      const value = child.value(leaf);
      return value === undefined ? [] : [value];
    });
  }

  fault(message: string, reason: Reason): void {
    this.#note("fault", message, reason);
  }

  remark(message: string): void {
    this.#note("remark", message, "CH16");
  }

  /** Paths of elements, indexes left out, that nobody asked for. */
  unread(): string[] {
    const paths = new Set<string>();
    const walk = (element: XmlElement, path: string): void => {
      for (const child of element.children) {
        const childPath = `${path}/${child.name}`;
        if (this.#read.has(child)) walk(child, childPath);
        else paths.add(childPath);
      }
    };
    walk(this.element, this.path);
    return [...paths];
  }

  #named(name: string): XmlElement[] {
    const { children, namespace } = this.element;
    return children.filter((child) => child.name === name && child.namespace === namespace);
  }

  #at(element: XmlElement, path: string): Cursor {
    return new Cursor(element, path, this.notes, this.#read);
  }

  #note(kind: Finding["kind"], message: string, reason: Reason): void {
    const { line, column } = this.element;
    const { findings, transaction } = this.notes;
    findings.push({ line, column, path: this.path, message, kind, reason, transaction });
  }
}

function shortened(text: string): string {
  return text.length > LONGEST_QUOTED ? `${text.slice(0, LONGEST_QUOTED - 1)}…` : text;
}
