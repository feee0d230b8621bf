/** What sources import, and what they must not. */
import { posix } from "node:path";
import { parseSync, Visitor } from "rolldown/utils";
import { isProduction, type SourceFile } from "./source-files.ts";
import { buildTools, testTools, type Workspace } from "./workspaces.ts";

/** The tests, the fake and the server of an interface are kept with it, for the tests of every package that implements or uses it. */
const shared = /^(\.\.\/)+(packages\/)?[a-z-]+\/test\/(fake-[a-z]+|[a-z-]+-contract|nats-server)\.ts$/;

/** What a file imports, re-exports and loads on demand, types included; an expression, which has no fixed module, in brackets. */
export function importsOf({ path, source }: SourceFile): string[] {
  const parsed = parseSync(path, source);
  const { module } = parsed;
  const types: string[] = [];
  const visitor = new Visitor({ TSImportType: (type) => void types.push(type.source.value) });
  if (source.includes("import(")) visitor.visit(parsed.program); // reading the whole tree is slow
  return [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => literalOf(source.slice(start, end))),
    ...types,
  ];
}

function literalOf(expression: string): string {
  return /^["'`]/.test(expression) ? expression.slice(1, -1) : `(${expression})`;
}

/** `file imports module`, for each import of the production files that the table does not allow. */
export function forbiddenImports(folder: string, workspace: Workspace, files: readonly SourceFile[]): string[] {
  const { imports, node } = workspace;
  return list(files.filter(isProduction), (path, specifier) => {
    // A name of the manifest's `imports`: a file of the package itself.
    if (specifier.startsWith("#")) return true;
    if (specifier.startsWith(".")) return !leaves(folder, path, specifier);
    if (specifier.startsWith("node:")) return node === true || (!!node && path.startsWith(`${folder}/${node}/`));
    return imports.some((entry) => allows(entry, specifier));
  });
}

/** The same for tests, benchmarks and build scripts, which may import more. */
export function forbiddenTestImports(folder: string, workspace: Workspace, files: readonly SourceFile[]): string[] {
  const { name, imports, tests = [] } = workspace;
  const allowed = [name, ...imports, ...tests, ...testTools, ...buildTools];
  const others = files.filter((file) => !isProduction(file));
  return list(others, (path, specifier) => {
    if (specifier.startsWith(".")) return !leaves(folder, path, specifier) || shared.test(specifier);
    // For example the built command, whose chunk has a hash in its name.
    if (specifier.startsWith("(")) return true;
    return /^(node|data):/.test(specifier) || allowed.some((entry) => allows(entry, specifier));
  });
}

/** Whether an entry of the table covers an import. */
export function allows(entry: string, specifier: string): boolean {
  return specifier === entry || specifier.startsWith(`${entry}/`);
}

/** `@epochal/stream` for `@epochal/stream/events`, `rxjs` for `rxjs/operators`. */
export function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function list(files: readonly SourceFile[], isAllowed: (path: string, specifier: string) => boolean): string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => !isAllowed(file.path, specifier))
      .map((specifier) => `${file.path} imports ${specifier}`),
  );
}

function leaves(folder: string, path: string, specifier: string): boolean {
  return !posix.join(posix.dirname(path), specifier).startsWith(`${folder}/`);
}
