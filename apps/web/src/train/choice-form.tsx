/** The choices as plain controls. Each change begins a new training. */
import type { ComponentChildren } from "preact";
import {
  MAX_LAYERS,
  MAX_UNITS,
  namesOf,
  numberChoices,
  numbersOf,
  type NameChoice,
  type NumberChoice,
} from "./controls.ts";
import { dataSets, defaultChoices, type Choices, type DataSetName } from "./data-sets.ts";

interface ChoiceFormProps {
  readonly choices: Choices;
  readonly onChoices: (choices: Choices) => void;
  /** Which controls are shown. Default: all. */
  readonly only?: readonly (keyof Choices)[] | undefined;
}

export function ChoiceForm({ choices, onChoices, only }: ChoiceFormProps) {
  const isShown = (name: keyof Choices) => only === undefined || only.includes(name);
  const change = (part: Partial<Choices>) => onChoices({ ...choices, ...part });
  const numbers = numbersOf(choices.data).filter(isShown);
  const names = (["activation", "loss", "optimizer"] as const).filter(isShown);
  return (
    <form class="choices" onSubmit={(event) => event.preventDefault()}>
      {isShown("data") && (
        <NameControl
          name="data"
          choices={choices}
          titleOf={(name) => dataSets[name as DataSetName].title}
          onName={(data) => onChoices({ ...defaultChoices(data as DataSetName) })}
        />
      )}
      {isShown("data") && <p class="quiet">{dataSets[choices.data].about}</p>}
      {isShown("hidden") && <LayerControls hidden={choices.hidden} onHidden={(hidden) => change({ hidden })} />}
      {names.map((name) => (
        <NameControl key={name} name={name} choices={choices} onName={(value) => change({ [name]: value })} />
      ))}
      {numbers.map((name) => (
        <NumberControl
          key={name}
          {...numberChoices[name]}
          value={choices[name]}
          onValue={(value) => change({ [name]: value })}
        />
      ))}
    </form>
  );
}

interface NameControlProps {
  readonly name: NameChoice;
  readonly choices: Choices;
  readonly onName: (name: string) => void;
  readonly titleOf?: (name: string) => string;
}

function NameControl({ name, choices, onName, titleOf = inWords }: NameControlProps) {
  return (
    <Labelled text={name}>
      <select value={choices[name]} onChange={({ currentTarget }) => onName(currentTarget.value)}>
        {namesOf(name, choices).map((option) => (
          <option key={option} value={option}>
            {titleOf(option)}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

/** `gradient descent` for `gradientDescent`. */
function inWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

interface NumberControlProps extends NumberChoice {
  readonly value: number;
  readonly onValue: (value: number) => void;
}

function NumberControl({ label, help, min, max, step, value, onValue }: NumberControlProps) {
  return (
    <Labelled text={label} help={help}>
      <input
        type="number"
        required
        min={min}
        max={max}
        step={step}
        value={value}
        onChange={({ currentTarget }) => {
          if (currentTarget.reportValidity()) onValue(currentTarget.valueAsNumber);
        }}
      />
    </Labelled>
  );
}

interface LayerControlsProps {
  readonly hidden: readonly number[];
  readonly onHidden: (hidden: readonly number[]) => void;
}

function LayerControls({ hidden, onHidden }: LayerControlsProps) {
  const last = hidden.at(-1) ?? 4;
  return (
    <>
      <Labelled text="hidden layers" help="layers between the inputs and the output">
        <select
          value={hidden.length}
          onChange={({ currentTarget }) => {
            const count = Number(currentTarget.value);
            onHidden(Array.from({ length: count }, (_, i) => hidden[i] ?? last));
          }}
        >
          {Array.from({ length: MAX_LAYERS + 1 }, (_, count) => (
            <option key={count} value={count}>
              {count === 0 ? "none" : count}
            </option>
          ))}
        </select>
      </Labelled>
      {hidden.map((units, i) => (
        <NumberControl
          key={i}
          label={hidden.length === 1 ? "units" : `units of layer ${i + 1}`}
          help="neurons of this layer"
          min={1}
          max={MAX_UNITS}
          step={1}
          value={units}
          onValue={(value) => onHidden(hidden.with(i, value))}
        />
      ))}
    </>
  );
}

interface LabelledProps {
  readonly text: string;
  readonly help?: string;
  readonly children: ComponentChildren;
}

function Labelled({ text, help, children }: LabelledProps) {
  return (
    <label title={help}>
      <span>{text}</span>
      {children}
    </label>
  );
}
