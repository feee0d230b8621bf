/** What a page loads: a module and all that it imports, in one minified text without anything that it does not use. */
import { rolldown } from "rolldown";

const ENTRY = "entry.ts";

/** A text that runs in browsers, and what it still imports. */
export interface Bundle {
  readonly code: string;
  readonly imports: readonly string[];
}

/**
 * @param source a module that may import packages of the workspace.
 * @param format `es` keeps its exports; `iife` makes a script whose exports are the properties of a variable `bundle`.
 */
export async function bundle(source: string, format: "es" | "iife" = "es"): Promise<Bundle> {
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
    const { output } = await build.generate({ format, name: "bundle", minify: true });
    const [{ code, imports, dynamicImports }] = output;
    return { code, imports: [...imports, ...dynamicImports] };
  } finally {
    await build.close();
  }
}
