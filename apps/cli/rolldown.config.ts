import { defineConfig, type Plugin } from "rolldown";

/** What rxjs has for Node is one module that nothing can be left out of; this of it is for everybody who bundles. */
const rxjs = new URL("dist/esm/", import.meta.resolve("rxjs/package.json")).pathname;

/**
 * What is imported from Node is asked of the process instead: an import makes at once all that a module of Node's has, streams and
 * standard input among it, which the module itself makes when it is needed.
 */
const askForBuiltins: Plugin = {
  name: "ask-for-builtins",
  renderChunk(code, { name }) {
    // An older Node, which cannot be asked, is to be told so.
    if (name === "main") return code;
    return code.replaceAll(
      /^import (?:([\w$]+|\* as [\w$]+)(?:, | (?=from)))?(?:\{([^}]*)\} )?from "(node:[\w/]+)";$/gm,
      (_, whole: string | undefined, names: string | undefined, id: string) => {
        const module = `globalThis.process.getBuiltinModule("${id}")`;
        // Commander and Ink could start other programs, which hardly ever is asked of them.
        const later = `new Proxy({}, { get: (_, name) => (...args) => ${module}[name](...args) })`;
        const asked = id === "node:child_process" ? later : module;
        return [
          ...(whole ? [`const ${whole.replace("* as ", "")} = ${asked};`] : []),
          ...(names ? [`const {${names.replaceAll(" as ", ": ")}} = ${asked};`] : []),
        ].join(" ");
      },
    );
  },
};

/**
 * The layout engine that Ink brings along would fetch its own WebAssembly from an address that holds it, for which Node loads all
 * that it needs to speak HTTP; where there is no `fetch`, it reads the text itself.
 */
const layoutWithoutFetch: Plugin = {
  name: "layout-without-fetch",
  transform: {
    filter: { id: /yoga-wasm-base64-esm\.js$/ },
    handler: (code) => `const fetch = undefined;\n${code}`,
  },
};

/**
 * What counts the columns of letters that few texts have is made when there is such a text: the set of all emoji and what cuts a
 * text into letters take a tenth of the time to the first frame.
 */
const lettersLater: Plugin = {
  name: "letters-later",
  transform: {
    filter: { id: /node_modules/, code: /Intl\.Segmenter|RGI_Emoji/ },
    handler: (code) =>
      code
        .replaceAll(/^const (\w+) = (new Intl\.Segmenter\(.*\));$/gm, (_, name: string, made: string) =>
          later(name, "segment", made),
        )
        .replaceAll(/^const (\w+) = (\/.*\\p\{RGI_Emoji\}.*\/v);$/gm, (_, name: string, made: string) =>
          later(name, "test", made),
        ),
  },
};

function later(name: string, method: string, made: string): string {
  return `let ${name}Made;\nconst ${name} = { ${method}: (text) => (${name}Made ??= ${made}).${method}(text) };`;
}

/** Letters beyond ASCII are written as escapes: of a file that has one, V8 takes all letters to be two bytes long. */
const asciiOnly: Plugin = {
  name: "ascii-only",
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== "chunk") continue;
      file.code = file.code.replaceAll(/[\u0080-\uffff]/g, (letter) => {
        const digits = letter.charCodeAt(0).toString(16);
        return digits.length === 2 ? `\\x${digits}` : `\\u${digits.padStart(4, "0")}`;
      });
    }
  },
};

// One bundle with everything inside; the workers are entries of their own, since a thread starts from a file.
export default defineConfig({
  input: {
    main: "src/main.ts",
    worker: "../../packages/stream/src/worker/worker.ts",
    thread: "../../packages/simd/src/node/thread.ts",
    "log-worker": "../../packages/log/src/log-worker.ts",
    "table-worker": "src/tables/table-worker.ts",
  },
  platform: "node",
  resolve: { alias: { "rxjs/operators": `${rxjs}operators/index.js`, rxjs: `${rxjs}index.js` } },
  plugins: [layoutWithoutFetch, lettersLater, askForBuiltins, asciiOnly],
  // React's development build would cost twice the time to the first frame.
  transform: { define: { "process.env.NODE_ENV": '"production"' } },
  // Ink loads the first only for its own developers; `ws` can use the others and does without.
  external: ["react-devtools-core", "bufferutil", "utf-8-validate"],
  // What every training needs comes in one file, and what every command needs in another: each costs a look for it.
  output: {
    dir: "dist",
    format: "esm",
    minify: true,
    cleanDir: true,
    codeSplitting: {
      groups: [
        { name: "training", test: /packages\/(core|simd|stream)\/src\/(?!worker|node)|node_modules\/rxjs/ },
        {
          name: "start",
          test: /packages\/data\/src|node_modules\/commander|apps\/cli\/src\/(?!main|tables|server|runs)/,
        },
      ],
    },
  },
});
