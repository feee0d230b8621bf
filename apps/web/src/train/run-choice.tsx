/** Several runs side by side, such as other seeds: which of them is shown, and how far they lie apart. */
import { describeSeedSpread, formatNumber, runName, statusWord, type Action, type View } from "@epochal/view";

export function RunChoice({ view, onAction }: { readonly view: View; readonly onAction: (action: Action) => void }) {
  const spread = describeSeedSpread(view.runs.map(({ state }) => state));
  return (
    <div class="again" role="group" aria-label="runs">
      {view.runs.map(({ state, status }, run) => {
        const best = state.best.validationLoss ?? state.best.loss;
        return (
          <button
            key={run}
            type="button"
            aria-pressed={run === view.run}
            onClick={() => onAction({ type: "selectRun", run })}
          >
            seed {state.started?.spec.seed ?? runName(state)}
            <span class="quiet">
              {" "}
              {best ? formatNumber(best.value).trim() : statusWord({ ...view, state, status }).text}
            </span>
          </button>
        );
      })}
      {spread !== undefined && <span class="quiet">{spread}</span>}
    </div>
  );
}
