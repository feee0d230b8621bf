import { expect, test } from "vitest";
import { createScriptedServer } from "../../test/scripted-server.ts";
import { connect, type Server } from "../connect.ts";
import { readText } from "./read-text.ts";

/** A response whose body never ends, and how much of it was asked for. */
function createEndless(init: ResponseInit = {}) {
  const asked = { parts: 0, isCancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      asked.parts += 1;
      controller.enqueue(new TextEncoder().encode(" ".repeat(1024)));
    },
    cancel() {
      asked.isCancelled = true;
    },
  });
  return { asked, response: new Response(body, init) };
}

test("a text is read whole, also if its characters are divided", async () => {
  const bytes = new TextEncoder().encode("größer");
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  expect(await readText(new Response(body), bytes.length)).toBe("größer");
  expect(await readText(new Response(null), 0)).toBe("");
  expect(await readText(new Response("größer"), bytes.length - 1)).toBeUndefined();
});

test("no more is read than the limit and one part", async () => {
  const { asked, response } = createEndless();
  expect(await readText(response, 4096)).toBeUndefined();
  expect(asked.isCancelled).toBe(true);
  expect(asked.parts).toBeLessThan(8);
});

test.each([
  ["a connection", 401, (server: Server) => server.run("a").iterate().next()],
  ["a model", 409, (server: Server) => server.run("a").model()],
])("%s whose refusal never ends is given up, with its status %i", async (_, status, request) => {
  const { asked, response } = createEndless({ status });
  const scripted = createScriptedServer();
  const requested = request(connect("ws://host", { ...scripted, fetch: () => Promise.resolve(response) }));
  scripted.sockets[0]?.refuse();
  await expect(requested).rejects.toThrow(
    new RegExp(`^connect: expected an epochal server at ws://host.*, got ${status}: `),
  );
  expect(asked.isCancelled).toBe(true);
});

/** A body that sends a byte whenever it is read, and never ends. */
function createDripping(): ReadableStream<Uint8Array> {
  let isCancelled = false;
  const drip = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    await new Promise((resolve) => setImmediate(resolve));
    if (!isCancelled) controller.enqueue(Uint8Array.of(32));
  };
  return new ReadableStream({ pull: drip, cancel: () => void (isCancelled = true) });
}

test.each<[string, typeof fetch]>([
  ["sends nothing", () => new Promise(() => {})],
  ["sends a byte at a time", () => Promise.resolve(new Response(createDripping()))],
])("a server that %s is given up after a minute", async (_, fetch) => {
  const scripted = createScriptedServer();
  const server = connect("ws://host", { ...scripted, fetch });
  const requests = [server.runs(), server.run("a").model(), server.runs({}, { timeoutMs: 90_000 })];
  const texts = Promise.all(requests.map((request) => request.then(String, ({ message }: Error) => message)));
  scripted.pass(90_000);
  expect(await texts).toEqual([
    "connect: expected a list of runs from ws://host within 60 s, got no complete reply: try again",
    "connect: expected a model from ws://host within 60 s, got no complete reply: try again",
    "connect: expected a list of runs from ws://host within 90 s, got no complete reply: try again",
  ]);
});

test("a refusal whose reason never comes is reported by its status", async () => {
  const scripted = createScriptedServer();
  const fetch = () => Promise.resolve(new Response(createDripping(), { status: 503 }));
  const requested = connect("ws://host", { ...scripted, fetch }).runs();
  await new Promise((resolve) => setImmediate(resolve));
  scripted.pass(60_000);
  await expect(requested).rejects.toThrow(
    "connect: expected an epochal server at ws://host that has a list of runs, got 503: it is starting, stopping or overloaded",
  );
});

test("a signal aborts a request, which rejects with its reason", async () => {
  const abort = new AbortController();
  const fetch = () => Promise.resolve(new Response(createDripping()));
  const requested = connect("ws://host", { fetch }).runs({}, { signal: abort.signal });
  abort.abort(new Error("enough"));
  await expect(requested).rejects.toThrow(/^enough$/);
});

test.each([
  ["model: no such run", "model: no such run"],
  ["out of order", "connect: ws://host: out of order"],
])("the reason of a refusal with a code, %s, is an error that says where", async (error, text) => {
  const fetch = () => Promise.resolve(Response.json({ error, code: "unheardOf" }, { status: 500 }));
  await expect(connect("ws://host", { fetch }).runs()).rejects.toMatchObject({ message: text, code: "unheardOf" });
});

test("a list of runs with very many parts is not parsed: they would take more memory than there is", async () => {
  const fetch = () => Promise.resolve(new Response(`[${"{},".repeat(1_000_000)}{}]`));
  await expect(connect("ws://host", { fetch }).runs()).rejects.toThrow(
    "connect: expected a list of runs of at most 256 MiB in JSON from ws://host, got one with too many parts",
  );
});

test("a model that is no JSON is an error with one line", async () => {
  const fetch = () => Promise.resolve(new Response("<html>"));
  await expect(connect("ws://host", { fetch }).run("a").model()).rejects.toThrow(
    "connect: expected a model of at most 256 MiB in JSON from ws://host, got another text",
  );
});

test("a list of runs that is another JSON is an error with one line", async () => {
  const fetch = () => Promise.resolve(new Response('[{"id":5}]'));
  await expect(connect("ws://host", { fetch }).runs()).rejects.toThrow(
    "decodeRuns: expected 0.id of the list of runs to be a string, got 5",
  );
});
