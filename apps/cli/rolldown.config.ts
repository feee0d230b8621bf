import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "rolldown";
import { licensePlugin } from "rolldown-license-plugin";

/** rxjs' build for bundlers: its build for Node is one module that cannot be tree-shaken. */
const rxjs = fileURLToPath(new URL("dist/esm/", import.meta.resolve("rxjs/package.json")));

/** Modules of Node that are slow to load: Commander, Ink and our commands import them but hardly ever use them. */
const HARDLY_USED = new Set(["node:child_process", "node:v8"]);

/**
 * Replaces imports of Node's modules by `process.getBuiltinModule`: an import reads all exports of a module, which creates
 * lazy ones such as streams and standard input.
 */
const lazyBuiltins: Plugin = {
  name: "lazy-builtins",
  renderChunk(code, { name }) {
    // `main` must run in an older Node, to print that it is too old.
    if (name === "main") return code;
    return code.replaceAll(
      /^import (?:([\w$]+|\* as [\w$]+)(?:, | (?=from)))?(?:\{([^}]*)\} )?from "(node:[\w/]+)";$/gm,
      (_, whole: string | undefined, names: string | undefined, id: string) => {
        const module = `globalThis.process.getBuiltinModule("${id}")`;
        const proxy = `new Proxy({}, { get: (_, name) => (...args) => ${module}[name](...args) })`;
        const source = HARDLY_USED.has(id) ? proxy : module;
        return [
          ...(whole ? [`const ${whole.replace("* as ", "")} = ${source};`] : []),
          ...(names ? [`const {${names.replaceAll(" as ", ": ")}} = ${source};`] : []),
        ].join(" ");
      },
    );
  },
};

/**
 * Ink's layout engine decodes its WebAssembly with `fetch`, for which Node loads its HTTP client, or else byte by byte, which
 * takes 2 ms.
 */
const layoutByBuffer: Plugin = {
  name: "layout-by-buffer",
  transform: {
    filter: { id: /yoga-wasm-base64-esm\.js$/ },
    handler(code) {
      const decoding =
        /(\w+)=\w+\((\w+)\.slice\(37\)\),(\w+)=new Uint8Array\(\1\.length\);for\(\2=0;\2<\1\.length;\+\+\2\)\3\[\2\]=\1\.charCodeAt\(\2\);/;
      if (!decoding.test(code))
        this.error("the layout engine decodes its WebAssembly in some other way: look at it again");
      return `const fetch = undefined;\n${code.replace(decoding, '$3=Buffer.from($2.slice(37),"base64");')}`;
    },
  },
};

/** Ink's exit handlers check the type of an argument with Node's assertions, which take 1 ms to load. */
const withoutAssertions: Plugin = {
  name: "without-assertions",
  transform: {
    filter: { id: /signal-exit\/index\.js$/, code: /require\('assert'\)/ },
    handler: (code) => code.replace("require('assert')", "{ equal() {} }"),
  },
};

/** Creates the emoji pattern and the text segmenter on first use: they take a tenth of the time to the first frame. */
const lazySegmentation: Plugin = {
  name: "lazy-segmentation",
  transform: {
    filter: { id: /node_modules/, code: /Intl\.Segmenter|RGI_Emoji/ },
    handler: (code) =>
      code
        .replaceAll(/^const (\w+) = (new Intl\.Segmenter\(.*\));$/gm, (_, name: string, value: string) =>
          lazy(name, "segment", value),
        )
        .replaceAll(/^const (\w+) = (\/.*\\p\{RGI_Emoji\}.*\/v);$/gm, (_, name: string, value: string) =>
          lazy(name, "test", value),
        ),
  },
};

function lazy(name: string, method: string, value: string): string {
  return `let ${name}Value;\nconst ${name} = { ${method}: (text) => (${name}Value ??= ${value}).${method}(text) };`;
}

/** Escapes letters beyond ASCII: a single one makes V8 store the whole file with two bytes per letter. */
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

/** Imports on demand load a chunk itself: Rolldown puts a file between that only renames the chunk's exports. */
const directImports: Plugin = {
  name: "direct-imports",
  generateBundle(_, bundle) {
    const direct = new Map<string, string>();
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== "chunk" || !chunk.isDynamicEntry) continue;
      const renames = /^(?:import"[^"]+";)*export\{([^}]+)\}from"\.\/([^"]+)";\s*$/.exec(chunk.code);
      if (!renames) continue;
      const [, names = "", target = ""] = renames;
      const properties = names.split(",").map((name) => {
        const [inner, outer = inner] = name.split(" as ");
        return `${outer}:chunk.${inner}`;
      });
      direct.set(chunk.fileName, `import("./${target}").then(chunk=>({${properties.join(",")}}))`);
      delete bundle[chunk.fileName];
    }
    for (const file of Object.values(bundle)) {
      if (file.type !== "chunk") continue;
      file.code = file.code.replaceAll(/import\(`\.\/([^`]+)`\)/g, (whole, name: string) => direct.get(name) ?? whole);
    }
  },
};

/** Puts the built web page beside the bundle: `serve` shows it. */
const webPage: Plugin = {
  name: "web-page",
  writeBundle() {
    const assets = new URL("dist/page/assets/", import.meta.url);
    mkdirSync(assets, { recursive: true });
    const html = readFileSync(new URL("../web/dist/index.html", import.meta.url), "utf8");
    // The page then lists the runs of the server that has sent it; as a static site it trains by itself.
    writeFileSync(new URL("../index.html", assets), html.replace("<html ", "<html data-server "));
    rmSync(assets, { recursive: true, force: true });
    cpSync(new URL("../web/dist/assets/", import.meta.url), assets, { recursive: true });
    cpSync(
      new URL("../web/dist/THIRD-PARTY-LICENSES.txt", import.meta.url),
      new URL("../THIRD-PARTY-LICENSES.txt", assets),
    );
  },
};

/** Licences that allow bundling with a notice. */
const ALLOWED = ["MIT", "ISC", "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "Unlicense"];

/** Writes the licences of all bundled packages beside the bundle. A package with any other licence fails the build. */
const licenses = licensePlugin({
  allow: ({ license }) => ALLOWED.includes(license),
  failOnViolation: true,
  failOnUnlicensed: true,
  done: (packages, context) => {
    const notices = packages.map(({ name, version, license, licenseText }) =>
      [`${name} ${version} (${license})`, licenseText || "This package has no text of its licence in it."].join("\n\n"),
    );
    context.emitFile({
      type: "asset",
      fileName: "THIRD-PARTY-LICENSES.txt",
      source: notices.join(`\n\n${"-".repeat(80)}\n\n`),
    });
  },
});

// One bundle without dependencies; each worker is an entry, since a thread starts from a file.
export default defineConfig({
  input: {
    main: "src/main.ts",
    worker: "../../packages/stream/src/worker/worker.ts",
    thread: "../../packages/simd/src/node/thread.ts",
    "log-worker": "../../packages/log/src/thread/log-worker.ts",
    "rollup-worker": "../server/src/rollups/rollup-worker.ts",
    "predict-worker": "../server/src/model-server/predict-worker.ts",
    "table-worker": "src/tables/table-worker.ts",
  },
  platform: "node",
  resolve: { alias: { "rxjs/operators": `${rxjs}operators/index.js`, rxjs: `${rxjs}index.js` } },
  plugins: [
    layoutByBuffer,
    withoutAssertions,
    lazySegmentation,
    lazyBuiltins,
    asciiOnly,
    directImports,
    webPage,
    licenses,
  ],
  // React's development build would double the time to the first frame.
  transform: { define: { "process.env.NODE_ENV": '"production"' } },
  // Ink loads the first only for its own developers; the others are optional for `ws`.
  external: ["react-devtools-core", "bufferutil", "utf-8-validate"],
  // Few files, since each costs a look-up, and none larger than the notebook needs: the start reads the first two.
  output: {
    dir: "dist",
    format: "esm",
    minify: true,
    cleanDir: true,
    codeSplitting: {
      groups: [
        {
          name: "training",
          test: /packages\/(core|simd|stream)\/src\/(?!worker\/worker\.|node|formats\/(?!utf8)|replay|verify|recording|read-model|rewind\/playback)|data\/src\/generators|node_modules\/rxjs/,
        },
        { name: "start", test: /apps\/cli\/src\/program\.ts|view\/src\/characters/ },
        { name: "view", test: /packages\/view\/src/ },
        { name: "dashboard", test: /apps\/dashboard\/src\/(?!export\/export-as)/ },
        {
          name: "commands",
          test: /packages\/data\/src|apps\/cli\/src\/(?!main|tables|server|runs|report|search|training\/cross-validate-locally|files\/decompress)/,
        },
      ],
    },
  },
});
