/** How far predictions are from the truth. */
import { formatNumber, residualHistogram, type View } from "@epochal/view";
import { Waiting } from "./fit/waiting.tsx";
import { readsOfNetwork, type Panel } from "./panel.ts";

export const residuals: Panel = {
  title: () => "residuals: actual − predicted",
  content: (view) => <Histogram view={view} />,
  reads: readsOfNetwork,
};

const MAX_BINS = 9;

function Histogram({ view }: { readonly view: View }) {
  const histogram = residualHistogram(view.state, view.settings.target, MAX_BINS);
  if (!histogram) return <Waiting />;
  const { bins, mean, deviation, rows } = histogram;
  const most = Math.max(1, ...bins.map(({ count }) => count));
  return (
    <>
      <table class="bars">
        <tbody>
          {bins.map(({ center, count }) => (
            <tr key={center}>
              <th scope="row">{center > 0 ? `+${center}` : center}</th>
              <td>
                <div style={{ inlineSize: `${(100 * count) / most}%` }} />
              </td>
              <td>{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet">
        mean {formatNumber(mean).trim()}, standard deviation {formatNumber(deviation).trim()}, {rows} rows
      </p>
    </>
  );
}
