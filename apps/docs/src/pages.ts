/** The pages of the site, and the files that they are made from. */

export interface Page {
  /** The name of its file in the site, without `.html`. */
  readonly name: string;
  readonly title: string;
  readonly section: Section;
  /** Its source, from the root of the repository; absent for the reference of the command. */
  readonly source?: string;
}

/** In the order of the list of pages. */
export const SECTIONS = ["Start", "Guide", "Lessons", "Background", "Packages", "Reference", "Project"] as const;

export type Section = (typeof SECTIONS)[number];

const guide = (name: string, title: string, source: string): Page => ({ name, title, section: "Guide", source });
const lesson = (name: string, title: string): Page => ({
  name: `lesson-${name}`,
  title,
  section: "Lessons",
  source: `apps/web/lessons/${name}.md`,
});
const background = (name: string, title: string, source: string): Page => ({
  name,
  title,
  section: "Background",
  source,
});
const packaged = (name: string, title: string): Page => ({
  name,
  title,
  section: "Packages",
  source: `packages/${name}/README.md`,
});
const api = (name: string): Page => ({
  name: `api-${name}`,
  title: `@epochal/${name}`,
  section: "Reference",
  source: `packages/${name}/API.md`,
});

export const pages: readonly Page[] = [
  { name: "index", title: "Home", section: "Start", source: "apps/docs/pages/home.md" },
  { name: "start", title: "Start", section: "Start", source: "apps/docs/pages/start.md" },
  guide("guide", "The command", "apps/cli/README.md"),
  guide("server", "The server", "apps/server/README.md"),
  guide("web", "The web page", "apps/web/README.md"),
  guide("dashboard", "The dashboard", "apps/dashboard/README.md"),
  guide("python", "The client in Python", "apps/examples/python/README.md"),
  guide("notebook", "A notebook in JavaScript", "apps/examples/observable/network.md"),
  lesson("perceptron", "One neuron"),
  lesson("activation", "Why networks bend"),
  lesson("rate", "How far to step"),
  lesson("overfitting", "Learning by heart"),
  lesson("notebook", "A first network"),
  background("how-it-works", "How it works", "apps/docs/pages/how-it-works.md"),
  background("compared", "Compared", "apps/docs/pages/compared.md"),
  background("speed", "Speed, measured", "tooling/bench/results/peers.md"),
  background("growth", "Speed by size", "tooling/bench/results/growth.md"),
  background("watching", "The cost of watching", "tooling/bench/results/watched.md"),
  background("service", "The service, measured", "tooling/service/results/fanout.md"),
  background("tables", "Tables, measured", "tooling/tables/README.md"),
  packaged("core", "core: networks, training"),
  packaged("data", "data: tables"),
  packaged("stream", "stream: events, control"),
  packaged("search", "search: settings"),
  packaged("log", "log: recorded runs"),
  packaged("log-nats", "log-nats: shared runs"),
  packaged("client", "client: remote runs"),
  packaged("protocol", "protocol: messages"),
  packaged("view", "view: a run's view"),
  packaged("report", "report: HTML reports"),
  packaged("simd", "simd: WebAssembly"),
  { name: "command", title: "All commands", section: "Reference" },
  { name: "protocol-v1", title: "The protocol", section: "Reference", source: "packages/protocol/PROTOCOL.md" },
  ...["core", "data", "stream", "search", "log", "client", "protocol"].map(api),
  { name: "changes", title: "Changes", section: "Project", source: "CHANGELOG.md" },
  { name: "contributing", title: "Contributing", section: "Project", source: ".github/CONTRIBUTING.md" },
  { name: "docs", title: "This site", section: "Project", source: "apps/docs/README.md" },
];
