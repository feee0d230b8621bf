/** Describes a declaration: its signature, its docstring and its members. */
import type { ESTree, parseSync } from "rolldown/utils";

export interface Source {
  readonly file: string;
  readonly text: string;
  readonly body: readonly ESTree.Program["body"][number][];
  readonly comments: ReturnType<typeof parseSync>["comments"];
}

/** A declaration that can be exported. */
export type Declaration =
  | ESTree.Function
  | ESTree.Class
  | ESTree.VariableDeclaration
  | ESTree.TSInterfaceDeclaration
  | ESTree.TSTypeAliasDeclaration;

export interface Property {
  /** With a question mark if it is optional. */
  readonly name: string;
  /** Its type; for a method, its parameters and return type. */
  readonly type: string;
  readonly doc: string;
}

export interface Description {
  /** The declaration without its body. */
  readonly signature: string;
  /** The docstring without its stars; empty if there is none. */
  readonly doc: string;
  /** The location of the declaration: `path:line`. */
  readonly location: string;
  /** Members of an interface or a class. */
  readonly properties: readonly Property[];
  /** The names of a function's options, if its last parameter is an object with options. */
  readonly options: readonly string[];
  /** Names in a record such as `{ relu, tanh }`. */
  readonly names: readonly string[];
}

/** @param start the offset of the declaring statement. */
export function describe(source: Source, start: number, node: Declaration, name: string): Description {
  const { end, members = [], options = [], names = [] } = partsOf(node, name);
  return {
    signature: source.text.slice(node.start, end).trim(),
    doc: docBefore(source, start),
    location: `${source.file}:${source.text.slice(0, start).split("\n").length}`,
    properties: members.flatMap((member) => describeMember(source, member)),
    options,
    names,
  };
}

export function declaredNames(node: Declaration): string[] {
  if (node.type === "VariableDeclaration") return node.declarations.map(({ id }) => nameOf(id));
  return "id" in node && node.id ? [nameOf(node.id)] : [];
}

/** The name of an identifier or of a quoted name. */
export function nameOf(node: object): string {
  const { name, value } = node as { name?: string; value?: unknown };
  return name ?? String(value);
}

interface Parts {
  /** The offset of the end of the signature. */
  readonly end: number;
  readonly members?: readonly (ESTree.TSSignature | ESTree.ClassElement)[];
  readonly options?: readonly string[];
  readonly names?: readonly string[];
}

function partsOf(node: Declaration, name: string): Parts {
  switch (node.type) {
    case "TSInterfaceDeclaration":
    case "ClassDeclaration":
    case "ClassExpression":
      return { end: node.body.start, members: node.body.body };
    case "TSTypeAliasDeclaration": {
      const { typeAnnotation: type } = node;
      return { end: node.end, members: type.type === "TSTypeLiteral" ? type.members : [] };
    }
    case "VariableDeclaration": {
      const { id, init } = node.declarations.find(({ id: declared }) => nameOf(declared) === name)!;
      return { end: id.end, names: init ? namesIn(init) : [] };
    }
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "TSDeclareFunction":
    case "TSEmptyBodyFunctionExpression":
      return { end: node.body?.start ?? node.end, options: optionsOf(node) };
  }
}

function namesIn(init: ESTree.Expression): string[] {
  const value = init.type === "TSSatisfiesExpression" || init.type === "TSAsExpression" ? init.expression : init;
  if (value.type !== "ObjectExpression") return [];
  const names = value.properties.map((property) =>
    "shorthand" in property && property.shorthand ? property.key : null,
  );
  return names.flatMap((key) => (key && !names.includes(null) ? nameOf(key) : []));
}

/** The members of the last parameter, if it is destructured or called `options` and has a literal type. */
function optionsOf({ params }: ESTree.Function): string[] {
  const last = params.at(-1);
  const pattern = last?.type === "AssignmentPattern" ? last.left : last;
  const isOptions = pattern?.type === "ObjectPattern" || (pattern?.type === "Identifier" && pattern.name === "options");
  if (!isOptions) return [];
  const type = pattern.typeAnnotation?.typeAnnotation;
  return type?.type === "TSTypeLiteral"
    ? type.members.flatMap((member) => ("key" in member ? nameOf(member.key) : []))
    : [];
}

/** Members with a name; private members and constructors are not exported. */
function describeMember(source: Source, node: ESTree.TSSignature | ESTree.ClassElement): Property[] {
  if (!("key" in node) || node.key.type === "PrivateIdentifier" || nameOf(node.key) === "constructor") return [];
  const text = source.text.slice(node.key.end, node.end);
  const [, mark, type] = /^(\??):?\s*(?:= )?(.*?);?$/s.exec(text)!;
  return [{ name: nameOf(node.key) + mark, type: type!, doc: docBefore(source, node.start) }];
}

/** The text of the docstring that ends on the line before `start`, without an empty line between. */
function docBefore({ text, comments }: Source, start: number): string {
  const comment = comments.find(({ end }) => end <= start && /^[ \t]*\n?[ \t]*$/.test(text.slice(end, start)));
  if (!comment?.value.startsWith("*")) return "";
  const lines = comment.value.slice(1).split("\n");
  const bare = lines.map((line) => line.replace(/^\s*\* ?/, "").trimEnd());
  return bare.join("\n").trim();
}
