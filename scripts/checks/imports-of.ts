import path from "node:path";
import ts from "typescript";
import type { Import } from "./import-rules.ts";

const SOLIDITY_IMPORT = /^\s*import\s[^;]*?"([^"]+)"[^;]*;/gms;

/** Every import of a Solidity, TypeScript or JavaScript file, dynamic ones and types included. */
export function importsOf(file: string, text: string): Import[] {
  const names = file.endsWith(".sol")
    ? [...text.matchAll(SOLIDITY_IMPORT)].map(([, name]) => name ?? "")
    : ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return names.map((name) => {
    const relative = name.startsWith(".");
    return { from: file, to: relative ? path.posix.join(path.posix.dirname(file), name) : name, relative };
  });
}

/** Whether a list of tasks is nothing but imports and constant lists of what they brought. */
export function isPlainList(text: string): boolean {
  const { statements } = ts.createSourceFile("list.ts", text, ts.ScriptTarget.Latest);
  return statements.every(
    (statement) =>
      ts.isImportDeclaration(statement) ||
      (ts.isVariableStatement(statement) &&
        statement.declarationList.declarations.every(({ initializer }) => isListOfNames(initializer))),
  );
}

function isListOfNames(node: ts.Expression | undefined): boolean {
  if (node === undefined || !ts.isArrayLiteralExpression(node)) return false;
  return node.elements.every((element) =>
    ts.isIdentifier(ts.isSpreadElement(element) ? element.expression : element),
  );
}
