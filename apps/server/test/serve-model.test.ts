import { readFileSync } from "node:fs";
import { createDataset, dense, fit, parseModel, type Model } from "@epochal/core";
import { parseCsv, recipe } from "@epochal/data";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { serveModel, type ServeModelOptions } from "../src/index.ts";
import { request as requestText, sendRequest } from "./kit/raw-socket.ts";

/** A price that grows with the area, and is higher in Bern. */
const table = parseCsv(
  `area,city,price\n${Array.from({ length: 60 }, (_, i) => `${40 + i},${["Bern", "Thun"][i % 2]},${2 * i + 30 * (1 - (i % 2))}`).join("\n")}\n`,
);
let numbers: Model;
let classes: Model;

beforeAll(() => {
  const trained = (target: string) => {
    const { spec, data } = recipe(table, { target, ensemble: 2, hidden: [4] });
    return parseModel(JSON.stringify(fit({ ...spec, epochs: 5 }, data)));
  };
  numbers = trained("price");
  classes = trained("city");
});

async function start(model: Model, options: ServeModelOptions = {}) {
  const server = await serveModel(model, options);
  onTestFinished(() => server.close());
  const request = async (path: string, body?: unknown, more: RequestInit = {}) => {
    const method = body === undefined ? "GET" : "POST";
    const text = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
    const response = await fetch(`${server.url}${path}`, {
      method,
      ...(text !== undefined && { body: text }),
      ...more,
    } as RequestInit);
    return [response.status, await response.json()] as [number, never];
  };
  return { ...server, request };
}

/** Made for these tests. */
const pem = (name: string) => readFileSync(new URL(`certificates/test-only-${name}.pem`, import.meta.url), "utf8");

describe("a served model", () => {
  test("takes no certificate with which no client could connect", async () => {
    const [cert, key] = [pem("server-cert"), pem("server-key")];
    const server = await start(numbers, { tls: { cert, key } });
    for (const unusable of [
      { cert: "", key },
      { cert, key: "" },
      { cert: pem("renewed-cert"), key },
    ])
      expect(() => server.setCertificate(unusable)).toThrow(RangeError);
    server.setCertificate({ cert, key });
  });

  test("predicts numbers with bounds, the same as the model does", async () => {
    const { request } = await start(numbers);
    const rows = [
      { area: 50, city: "Bern" },
      { area: "71", city: "Thun", other: true },
    ];
    const bounds = (coverage: number) =>
      rows.map((row) => {
        const [low, high] = numbers.interval({ area: Number(row.area), city: row.city }, coverage);
        return { price: { value: numbers.predict({ area: Number(row.area), city: row.city }), low, high } };
      });
    expect(await request("/v1/predict", rows)).toEqual([200, { predictions: bounds(0.9), notes: [] }]);
    expect(await request("/epochal/v1/predict/?interval=50", rows)).toEqual([
      200,
      { predictions: bounds(0.5), notes: [] },
    ]);
    const [, { predictions }] = await request("/v1/predict?interval=99.9", rows[0]);
    expect(predictions).toEqual([{ price: { value: bounds(0.9)[0]!.price.value, low: null, high: null } }]);
  });

  test("predicts classes with probabilities and, with an interval, a set", async () => {
    const { request } = await start(classes);
    const row = { area: 50, price: 20 };
    const [status, { predictions }] = await request("/v1/predict?interval=80", [row]);
    const { city } = predictions[0] as { city: { class: string; probabilities: object; set: string[] } };
    expect([status, city]).toEqual([200, { ...classes.classify(row), set: expect.any(Array) }]);
  });

  test("does not read the cells of other columns, of which rows may have many", async () => {
    const { request } = await start(numbers);
    const row = { area: 50, city: "Bern" };
    const [, { predictions }] = await request("/v1/predict", [{ ...row, "": 1, unread: [] }, row]);
    const [first, second] = predictions as unknown[];
    expect(first).toEqual(second);
  });

  test("has no prediction for a row that the model cannot use, and says why", async () => {
    const { request } = await start(numbers);
    const [status, { predictions, notes }] = await request("/v1/predict", [
      { area: "many", city: "Bern" },
      { area: 1e9, city: null },
    ]);
    expect([status, predictions]).toEqual([200, [expect.anything(), expect.anything()]]);
    expect((notes as string[]).join("\n")).toMatch(/area[^]*area/);
  });

  test("takes lists of numbers if the model has no columns, and has no bounds without held-out rows", async () => {
    const spec = {
      network: { inputs: 1, layers: [dense(1)] },
      loss: "meanSquaredError",
      optimizer: { type: "adam" },
      epochs: 1,
    } as const;
    const model = fit(spec, { train: createDataset([1, 2, 3], [2, 4, 6]) });
    const { request } = await start(model);
    expect(await request("/v1/predict", [[1.5]])).toEqual([
      200,
      { predictions: [{ y: { value: model.predict(1.5) } }], notes: [] },
    ]);
    expect(await request("/v1/predict?interval=90", [[1.5]])).toEqual([
      400,
      { error: "predict: this model was trained without validation rows or folds" },
    ]);
    expect(await request("/v1/predict", [{ x: 1 }])).toEqual([
      400,
      { error: "predict: expected lists of numbers, as this model has no column names" },
    ]);
  });

  test.each([
    ["", "predict: invalid JSON: "],
    ["[]", 'predict: expected a list of rows, such as [{"weight": 3000}], got something else'],
    ['"x"', "predict: expected a list of rows"],
    ["[1]", "predict: expected row 1 to be an object, got 1"],
    ['[{"area": []}]', "predict: expected a number, text or boolean in row 1"],
    ['[{"area": 1}]', 'predict: expected a column "city", got area'],
    ["[{}]", 'predict: expected a column "area", got none'],
    ["[[[[]]]]", "predict: "],
  ])("refuses the body %j in one line", async (body, line) => {
    const { request } = await start(numbers);
    const [status, { error }] = await request("/v1/predict", body);
    expect([status, (error as string).startsWith(line), error]).toEqual([400, true, error]);
  });

  test("a client that reads no reply before it has sent all gets the refusal of a body that is too large", async () => {
    const { request } = await start(numbers, { limits: { startBytes: 2 ** 20 } });
    expect(await request("/v1/predict", " ".repeat(2 ** 23))).toEqual([
      413,
      { error: "expected a body of at most 1048576 bytes, got more" },
    ]);
  });

  test("many large bodies at once get 503, and room again when their replies are read", async () => {
    const { request } = await start(numbers, { limits: { startBytes: 2 ** 20, pendingStartBytes: 2 ** 21 } });
    const body = `${" ".repeat(900_000)}[{"area": 50, "city": "Bern"}]`;
    const replies = await Promise.all(Array.from({ length: 8 }, () => request("/v1/predict", body)));
    const statuses = replies.map(([status]) => status);
    expect(statuses).toContain(200);
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect((await request("/v1/predict", body))[0]).toBe(200);
  });

  test("a large body beyond those that may wait gets 503 with Retry-After, and a small one its predictions", async () => {
    // Not even one is predicted.
    const { url, request } = await start(numbers, { limits: { queued: -1 } });
    const row = [{ area: 50, city: "Bern" }];
    const body = `${" ".repeat(20_000)}${JSON.stringify(row)}`;
    const refused = await fetch(`${url}/v1/predict`, { method: "POST", body });
    expect([refused.status, refused.headers.get("retry-after"), await refused.json()]).toEqual([
      503,
      "1",
      { error: "too many large requests at once, retry in 1 s" },
    ]);
    expect((await request("/v1/predict", row))[0]).toBe(200);
  });

  test("has the limits, tokens and refusals of a server", async () => {
    await expect(serveModel(numbers, { host: "0.0.0.0" })).rejects.toThrow("needs a token");
    const { request, port } = await start(numbers, { token: "secret", limits: { startBytes: 100 } });
    const headers = { authorization: "Bearer secret" };
    expect(await request("/v1/predict", [])).toEqual([401, { error: "wrong or missing token" }]);
    expect(await request("/openapi.json")).toEqual([401, { error: "wrong or missing token" }]);
    expect(await request("/healthz")).toEqual([200, { status: "ok" }]);
    expect(await request("/v1/predict", "x".repeat(101), { headers })).toEqual([
      413,
      { error: "expected a body of at most 100 bytes, got more" },
    ]);
    const chunked = `POST /v1/predict HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer secret\r\ntransfer-encoding: chunked\r\n\r\n800\r\n${"x".repeat(2048)}\r\n`;
    expect(Buffer.from(await sendRequest(port, chunked), "latin1").toString()).toMatch(/^HTTP\/1.1 413 /);
    expect(await request("/v1/predict", Uint8Array.of(0xff), { headers })).toEqual([415, expect.anything()]);
    const gzip = { ...headers, "content-encoding": "gzip" };
    expect(await request("/v1/predict", [], { headers: gzip })).toEqual([
      415,
      { error: 'expected a body without Content-Encoding, got "gzip"' },
    ]);
    expect(await request("/v1/predict", undefined, { headers })).toEqual([
      405,
      { error: 'expected POST for /v1/predict, got "GET"' },
    ]);
    for (const interval of ["0", "0x20", "5e1"]) {
      expect(await request(`/v1/predict?interval=${interval}`, [], { headers })).toEqual([400, expect.anything()]);
    }
    expect(await request("/v1/other", undefined, { headers })).toEqual([404, expect.anything()]);
    const preflight = await fetch(`http://127.0.0.1:${port}/v1/predict`, {
      method: "OPTIONS",
      headers: { origin: "http://localhost:3000", "access-control-request-method": "POST" },
    });
    expect([preflight.status, preflight.headers.get("access-control-allow-methods")]).toEqual([204, "GET, HEAD, POST"]);
  });

  test("survives an address that is no URL, and a failure of its own", async () => {
    const failures: unknown[] = [];
    let calls = 0;
    const failing = Object.assign(Object.create(numbers) as Model, {
      toJSON() {
        calls += 1;
        if (calls > 1) throw new Error("a defect");
        return numbers.toJSON();
      },
    });
    const { request, port } = await start(failing, { onClientFailure: (error) => failures.push(error) });
    const noUrl = requestText("GET //", { connection: "close" });
    expect(await sendRequest(port, noUrl)).toMatch(/^HTTP\/1.1 404 /);
    expect(await request("/v1/model")).toEqual([500, { error: "internal server error, retry later" }]);
    expect(failures).toEqual([new Error("a defect")]);
    expect(await request("/healthz")).toEqual([200, { status: "ok" }]);
  });

  test("describes itself as OpenAPI, with the model's columns, and returns the model", async () => {
    const { request } = await start(numbers);
    const [, document] = await request("/openapi.json");
    const { Row } = (document as { components: { schemas: Record<string, { properties: object }> } }).components
      .schemas;
    expect(Object.keys(Row!.properties)).toEqual(["area", "city"]);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!);
    const resolve = (path: string) =>
      path.split("/").reduce<unknown>((value, key) => (value as never)?.[key], document);
    expect(references.filter((path) => resolve(path) === undefined)).toEqual([]);
    expect(await request("/v1/model")).toEqual([200, JSON.parse(JSON.stringify(numbers))]);
  });
});
