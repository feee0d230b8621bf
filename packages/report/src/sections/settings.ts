/** How the model was made, so that it can be made again. */
import { countParameters, describeNetwork, describeOptimizer, formatCount, formatSetting } from "@epochal/view";
import { section, wordTable } from "../html.ts";
import type { ReportSubject } from "../subject.ts";

export function settingsSection({ state, model }: ReportSubject): string {
  const started = state?.started;
  if (!started) {
    const spec = model?.toJSON().network;
    return spec
      ? section("Settings", [
          settingsTable([
            ["network", describeNetwork(spec)],
            ["parameters", formatCount(countParameters(spec))],
          ]),
        ])
      : "";
  }
  const { network, loss, optimizer, batchSize, epochs, seed = 0, schedule } = started.spec;
  return section("Settings", [
    settingsTable([
      ["network", describeNetwork(network)],
      ["parameters", formatCount(countParameters(network))],
      ["loss", typeof loss === "string" ? loss : loss.type],
      ["optimizer", describeOptimizer(optimizer)],
      ["learning rate", formatSetting(optimizer.learningRate)],
      ...(schedule ? [["schedule", schedule.type]] : []),
      ["batch size", batchSize === undefined ? "all rows" : String(batchSize)],
      ["epochs", String(epochs)],
      ["seed", String(seed)],
      ["run", started.run],
    ]),
  ]);
}

function settingsTable(rows: readonly (readonly string[])[]): string {
  return wordTable("The network and its training", ["setting", "value"], rows);
}
