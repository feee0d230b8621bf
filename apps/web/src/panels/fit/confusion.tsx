/** Many inputs and a class: how many rows of each class are predicted as each class. */
import type { Confusion } from "@epochal/view";
import { Waiting } from "./waiting.tsx";

export function ConfusionTable({ confusion }: { readonly confusion: Confusion | undefined }) {
  if (!confusion) return <Waiting />;
  const { classes, matrix, rows, correct, part } = confusion;
  return (
    <table class="numbers">
      <caption>
        {correct} of {rows} {part} rows are right. Rows: the true class; columns: the predicted one.
      </caption>
      <thead>
        <tr>
          <td />
          {classes.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {classes.map((name, c) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {matrix[c]!.map((count, k) => (
              <td key={k} class={c === k ? "right" : count > 0 ? "wrong" : "quiet"}>
                {count}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
