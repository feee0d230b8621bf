/** The one thing a viewer should read now. Screen readers announce it. */
import {
  currentNotice,
  describeActivity,
  describeMessage,
  formatNumber,
  formatUncertainty,
  readOnlyText,
  type View,
} from "@epochal/view";

export function Notice({ view }: { readonly view: View }) {
  const text = noticeText(view);
  return (
    <p class="notice" role="status">
      {text}
    </p>
  );
}

function noticeText(view: View): string {
  const notice = currentNotice(view);
  switch (notice?.kind) {
    case undefined:
      return "";
    case "alert":
      return notice.alert.text;
    case "message":
      return describeMessage(notice.message).text;
    case "prediction": {
      const { predicted, within } = notice.prediction;
      const bounds = within === undefined ? "" : ` ±${formatUncertainty(within)}`;
      return `${notice.probe.text} → ${formatNumber(predicted).trim()}${bounds}`;
    }
    case "frozen":
      return "frozen: f continues";
    case "cursor":
      return `epoch ${notice.epoch}${notice.epoch === notice.best ? ", the best so far" : `, best so far ${notice.best}`}: Esc returns to now`;
    case "readOnly":
      return readOnlyText(view.controlHint);
    case "activity": {
      const text = describeActivity(notice.entry);
      return notice.entry.kind === "refused" ? `refused: ${text}` : text;
    }
  }
}
