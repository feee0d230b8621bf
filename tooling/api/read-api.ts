/** Reads the exports of a package from its sources: every name of its index.ts, followed to its declaration. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseSync } from "rolldown/utils";
import { declaredNames, describe, nameOf, type Declaration, type Description, type Source } from "./describe.ts";

export interface Named extends Description {
  readonly name: string;
  /** For a record such as `{ relu, tanh }`: its entries. */
  readonly entries: readonly Named[];
}

export interface Export extends Named {
  /** The last line comment before it in index.ts. */
  readonly group: string;
}

/** All exports of a module, in order. */
export function readApi(file: string): Export[] {
  const source = read(file);
  return source.body.flatMap((statement) => {
    if (statement.type !== "ExportNamedDeclaration") return [];
    const heading = source.comments.findLast(({ type, end }) => type === "Line" && end <= statement.start);
    const declared = statement.declaration ? declaredNames(statement.declaration as Declaration) : [];
    const names = [...declared, ...statement.specifiers.map(({ exported }) => nameOf(exported))];
    return names.map((name) => {
      const found = resolve(source, name);
      const signature = found.signature.replace(found.name, name); // it may be exported under a different name
      return { ...found, name, signature, group: heading?.value.trim() ?? "" };
    });
  });
}

const sources = new Map<string, Source>();

function read(file: string): Source {
  const known = sources.get(file);
  if (known) return known;
  const text = readFileSync(file, "utf8");
  const { program, comments } = parseSync(file, text);
  const source = { file, text, body: program.body, comments };
  sources.set(file, source);
  return source;
}

/** Follows a name from file to file to its declaration. */
function resolve(source: Source, name: string): Named {
  for (const statement of source.body) {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (declaration && declaredNames(declaration as Declaration).includes(name)) {
      const description = describe(source, statement.start, declaration as Declaration, name);
      return { name, ...description, entries: description.names.map((entry) => resolve(source, entry)) };
    }
    if (statement.type !== "ExportNamedDeclaration" && statement.type !== "ImportDeclaration") continue;
    if (!statement.source?.value.startsWith(".")) continue;
    for (const specifier of statement.specifiers) {
      if (specifier.type !== "ExportSpecifier" && specifier.type !== "ImportSpecifier") continue;
      const [remote, local] =
        specifier.type === "ExportSpecifier"
          ? [specifier.local, specifier.exported]
          : [specifier.imported, specifier.local];
      const file = join(dirname(source.file), statement.source.value);
      if (nameOf(local) === name) return resolve(read(file), nameOf(remote));
    }
  }
  throw new Error(`readApi: expected ${source.file} to declare or import ${name}`);
}
