/** Bundles a module and its imports for a page: one minified script, without unused code. */
import { rolldown } from "rolldown";

const ENTRY = "entry.ts";

/** A script for browsers, and its remaining imports. */
export interface Bundle {
  readonly code: string;
  readonly imports: readonly string[];
}

/**
 * @param source the text of a module, which may import packages of the workspace.
 * @param format `es` keeps the exports, and leaves what is loaded later to other files; `whole` contains that, too; `iife` makes a script
 * that assigns the exports to a variable `bundle`.
 */
export async function bundle(source: string, format: "es" | "whole" | "iife" = "es"): Promise<Bundle> {
  const build = await rolldown({
    input: ENTRY,
    cwd: import.meta.dirname,
    platform: "browser",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === ENTRY ? `${import.meta.dirname}/${ENTRY}` : undefined),
        load: (id) => (id.endsWith(`/${ENTRY}`) ? source : undefined),
      },
    ],
  });
  try {
    const { output } = await build.generate({
      format: format === "iife" ? "iife" : "es",
      name: "bundle",
      minify: true,
      ...(format === "whole" && { codeSplitting: false }),
    });
    const [{ code, fileName, imports, dynamicImports }] = output;
    // A script contains what it loads later, and then names itself.
    return { code, imports: [...imports, ...dynamicImports].filter((name) => name !== fileName) };
  } finally {
    await build.close();
  }
}
