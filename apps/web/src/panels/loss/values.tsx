/** The losses as numbers: at an epoch, and as a table. */
import { formatNumber, visibleEpochs, type RunState, type Series, type View } from "@epochal/view";
import { DataTable } from "../../charts/data-table.tsx";

/** The losses of an epoch, or of the few epochs that a long run keeps together. */
export interface LossesAt {
  readonly epoch: string;
  readonly training: string | undefined;
  readonly validation: string | undefined;
}

/** Undefined before the first epoch. */
export function lossAt({ curves }: RunState, epoch: number): LossesAt | undefined {
  const { loss, validationLoss } = curves;
  if (loss.lastEpoch === undefined) return undefined;
  const at = Math.min(Math.max(epoch, 0), loss.lastEpoch);
  const bucket = loss.bucket(Math.floor(at / loss.width));
  const last = Math.min((bucket?.to ?? at + 1) - 1, loss.lastEpoch);
  const isOne = loss.width === 1 || bucket === undefined;
  return {
    epoch: isOne ? String(at) : `${bucket.from} to ${last}`,
    training: valueIn(loss, at),
    validation: valueIn(validationLoss, at),
  };
}

/** Exact; of several epochs the lowest and the highest value. */
function valueIn(series: Series, epoch: number): string | undefined {
  const bucket = series.bucket(Math.floor(epoch / series.width));
  if (!bucket) return undefined;
  if (!Number.isFinite(bucket.last)) return "not a number";
  return bucket.min === bucket.max ? exact(bucket.last) : `${exact(bucket.min)} … ${exact(bucket.max)}`;
}

/** Six significant digits: the axis shows fewer. */
function exact(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** The losses under the pointer, else at the cursor or the newest. */
export function lossesInWords(state: RunState, hovered: LossesAt | undefined): string {
  if (hovered) {
    const { epoch, training, validation } = hovered;
    const parts = [`epoch ${epoch}`, training && `training ${training}`, validation && `validation ${validation}`];
    return parts.filter(Boolean).join("  ");
  }
  if (!state.latest) return "";
  const { epoch, loss, validationLoss } = state.latest;
  const parts = [`epoch ${epoch}`, `training ${formatNumber(loss).trim()}`];
  if (validationLoss !== undefined) parts.push(`validation ${formatNumber(validationLoss).trim()}`);
  return parts.join("  ");
}

const ROWS = 20;

/** Up to 20 of the visible epochs. */
export function LossTable({ view }: { readonly view: View }) {
  const { state } = view;
  const rows = () => {
    const { min, max } = visibleEpochs(view);
    const first = Math.max(1, min);
    const last = Math.min(max, state.curves.loss.lastEpoch ?? 0);
    const count = Math.min(ROWS, last - first + 1);
    const epochs = Array.from({ length: Math.max(0, count) }, (_, i) =>
      count === 1 ? last : Math.round(first + ((last - first) * i) / (count - 1)),
    );
    return epochs.map((epoch) => {
      const { epoch: name, training = "–", validation = "–" } = lossAt(state, epoch) ?? { epoch: String(epoch) };
      return [name, training, validation];
    });
  };
  return <DataTable caption="the losses" columns={["epoch", "training", "validation"]} rows={rows} />;
}
