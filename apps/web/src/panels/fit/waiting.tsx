export function Waiting() {
  return <p class="quiet">waiting for the first snapshot</p>;
}
