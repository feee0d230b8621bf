/** Schemas of messages as plain data: `check.ts` reads values by them, `json-schema.ts` writes them for programs. */

interface Described {
  /** What the value means, for the JSON Schema. */
  readonly description?: string;
}

export interface TextSchema extends Described {
  readonly kind: "text";
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  /** What an error expects if the length or the pattern is wrong. */
  readonly words?: string;
  /** Whether half surrogate pairs and U+0000 are refused. */
  readonly isWellFormed?: boolean;
}

export interface NumberSchema extends Described {
  readonly kind: "number";
  readonly isWhole?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  /** The value must be greater. */
  readonly above?: number;
  readonly words: string;
}

export interface FlagSchema extends Described {
  readonly kind: "flag";
}

/** One of some texts. */
export interface ChoiceSchema<Value extends string> extends Described {
  readonly kind: "choice";
  readonly values: readonly Value[];
}

export interface ListSchema<Item extends Schema> extends Described {
  readonly kind: "list";
  readonly item: Item;
  readonly minLength?: number;
  /** What an error expects if it is too short. */
  readonly words?: string;
}

/** An object with any keys, and values of one schema. */
export interface RecordSchema<Value extends Schema> extends Described {
  readonly kind: "record";
  readonly value: Value;
}

export interface ObjectSchema<Fields extends FieldSchemas, Rest extends Schema | undefined> extends Described {
  readonly kind: "object";
  readonly fields: Fields;
  /** The schema of unknown fields. Without one they are dropped. */
  readonly rest: Rest;
}

/** The first schema that accepts the value. */
export interface UnionSchema<Options extends readonly Schema[]> extends Described {
  readonly kind: "union";
  readonly options: Options;
  readonly words: string;
}

/** A field that may be absent. */
export interface OptionalSchema<Inner extends Schema> extends Described {
  readonly kind: "optional";
  readonly inner: Inner;
}

export interface AnySchema extends Described {
  readonly kind: "any";
}

export type Schema =
  | AnySchema
  | TextSchema
  | NumberSchema
  | FlagSchema
  | ChoiceSchema<string>
  | ListSchema<Schema>
  | RecordSchema<Schema>
  | ObjectSchema<FieldSchemas, Schema | undefined>
  | UnionSchema<readonly Schema[]>
  | OptionalSchema<Schema>;

export type FieldSchemas = Readonly<Record<string, Schema>>;

/** The type of the values that a schema accepts. */
export type ValueOf<Of extends Schema> =
  Of extends ChoiceSchema<infer Value>
    ? Value
    : Of extends TextSchema
      ? string
      : Of extends NumberSchema
        ? number
        : Of extends FlagSchema
          ? boolean
          : Of extends ListSchema<infer Item>
            ? ValueOf<Item>[]
            : Of extends RecordSchema<infer Value>
              ? Record<string, ValueOf<Value>>
              : Of extends UnionSchema<infer Options>
                ? ValueOf<Options[number]>
                : Of extends OptionalSchema<infer Inner>
                  ? ValueOf<Inner> | undefined
                  : Of extends ObjectSchema<infer Fields, infer Rest>
                    ? FieldValues<Fields> & RestValues<Rest>
                    : unknown;

type OptionalKey<Fields extends FieldSchemas> = {
  [Key in keyof Fields]: Fields[Key] extends OptionalSchema<Schema> ? Key : never;
}[keyof Fields];

type FieldValues<Fields extends FieldSchemas> = {
  [Key in Exclude<keyof Fields, OptionalKey<Fields>>]: ValueOf<Fields[Key]>;
} & { [Key in OptionalKey<Fields>]?: ValueOf<Fields[Key]> };

/** Other fields are only known to be there. */
type RestValues<Rest> = Rest extends Schema ? { [key: string]: unknown } : unknown;
