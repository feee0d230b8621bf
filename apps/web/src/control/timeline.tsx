/** How far the run is, and a slider with which every panel looks back. */
import { changeSettings, describeTimes, describeTotal, type Action, type View } from "@epochal/view";

interface TimelineProps {
  readonly view: View;
  readonly onAction: (action: Action) => void;
}

export function Timeline({ view, onAction }: TimelineProps) {
  const { state, settings } = view;
  const total = state.started?.spec.epochs ?? 0;
  const first = state.started?.from?.epoch ?? 0;
  const shown = settings.cursor ?? state.epoch;
  const [times = []] = describeTimes(view, true);
  return (
    <div class="timeline">
      <label>
        epoch {shown}
        {settings.cursor === undefined ? describeTotal(state, true) : ` (now ${state.epoch})`}
        <input
          type="range"
          min={first}
          max={Math.max(first + 1, total)}
          value={shown}
          style={{ "--done": `${(100 * (state.epoch - first)) / Math.max(1, total - first)}%` }}
          onInput={({ currentTarget }) => {
            const epoch = Number(currentTarget.value);
            onAction(changeSettings({ cursor: epoch >= state.epoch ? undefined : epoch }));
          }}
        />
      </label>
      <span class="quiet">{times.map((part) => part.trim()).join("  ")}</span>
    </div>
  );
}
