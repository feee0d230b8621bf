/** The whole training as its spec says. */
import { countParameters, formatCount, formatSetting, type View } from "@epochal/view";
import { Waiting } from "./fit/waiting.tsx";
import type { Panel } from "./panel.ts";

export const settings: Panel = {
  title: () => "settings",
  content: (view) => <Settings view={view} />,
  reads: ({ state, settings: { cursor } }) => [state.started, state.learningRate, state.epochsPerSecond, cursor],
};

function Settings({
  view: {
    state,
    settings: { cursor },
  },
}: {
  readonly view: View;
}) {
  const { started, learningRate, epochsPerSecond } = state;
  if (!started) return <Waiting />;
  const { spec, data, name, run } = started;
  const { network, ...training } = spec;
  const { inputs, layers, ...rest } = network;
  const { train, validation, test } = data.rows;
  const rows: (readonly [string, string])[] = [
    ["name", name],
    ["run", run],
    ["inputs", data.columns?.inputs.map((column) => column.name).join(", ") ?? String(inputs)],
    ...layers.map(
      ({ units, ...layer }, i) =>
        [`layer ${i + 1}`, [units === 1 ? "1 unit" : `${units} units`, inWords(layer)].join(", ")] as const,
    ),
    ...Object.entries(rest).map(([key, value]) => [key, inWords(value)] as const),
    ["parameters", formatCount(countParameters(network))],
    ...Object.entries(training).map(([key, value]) => [key, inWords(value)] as const),
    [`learning rate ${cursor === undefined ? "now" : `at epoch ${cursor}`}`, formatSetting(learningRate)],
    ...(epochsPerSecond ? [["speed limit", `${epochsPerSecond} epochs/s`] as const] : []),
    ["rows", `${train} training, ${validation} validation, ${test} test`],
  ];
  return (
    <dl class="facts">
      {rows.map(([key, value]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** `adam, learningRate 0.01` for `{ type: "adam", learningRate: 0.01 }`. */
function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join("; ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([key, inner]) => (key === "type" || key === "activation" ? inWords(inner) : `${key} ${inWords(inner)}`))
    .join(", ");
}
