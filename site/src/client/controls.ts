import type { HyperDeclaration } from "@optspec/core";

/** A labelled control; `value` is what stands in it now. */
export interface Control<T> {
  readonly element: HTMLElement;
  value(): T;
}

const positions = 400;

/** How a slider's place becomes a hyperparameter: by the distance from 1 for discounts, by its logarithm for the others. */
function scaleOf({ value, range }: HyperDeclaration): {
  toValue(place: number): number;
  toPlace(value: number): number;
} {
  if (range.low >= 0 && range.high <= 1 && value > 0.05) {
    const decades = 4;
    return {
      toValue: (place) => Number((1 - 10 ** (-decades * place)).toPrecision(5)),
      toPlace: (given) => Math.min(1, -Math.log10(Math.max(1e-4, 1 - given)) / decades),
    };
  }
  const [low, high] = value > 0 && value < 1e-4 ? [-12, 0] : [-5, 0.5];
  return {
    toValue: (place) =>
      place === 0 && inside(0, range) ? 0 : Number((10 ** (low + (high - low) * place)).toPrecision(3)),
    toPlace: (given) => (given === 0 ? 0 : (Math.log10(given) - low) / (high - low)),
  };
}

const inside = (value: number, { low, lowOpen }: HyperDeclaration["range"]): boolean =>
  lowOpen ? value > low : value >= low;

/** A slider for a hyperparameter, at its default. */
export function hyperSlider(hyper: HyperDeclaration, changed: () => void): Control<number> {
  const { toValue, toPlace } = scaleOf(hyper);
  const start = Math.round(Math.min(1, Math.max(0, toPlace(hyper.value))) * positions);
  // At the place of the default stands the default itself, not what rounding makes of it.
  return slider(
    hyper.name,
    positions,
    start,
    (at) => (at === start ? hyper.value : toValue(at / positions)),
    changed,
  );
}

/** A slider for a count from 1 to `most`. */
export function countSlider(name: string, most: number, start: number, changed: () => void): Control<number> {
  return slider(name, most, start, (at) => Math.max(1, at), changed);
}

function slider(
  name: string,
  most: number,
  start: number,
  valueAt: (at: number) => number,
  changed: () => void,
): Control<number> {
  const input = document.createElement("input");
  Object.assign(input, { type: "range", min: "0", max: String(most), value: String(start), name });
  const output = document.createElement("output");
  const value = (): number => valueAt(Number(input.value));
  const show = (): void => {
    output.textContent = String(value());
  };
  input.addEventListener("input", () => {
    show();
    changed();
  });
  show();
  return { element: labelled(name, input, output), value };
}

/** One of several names. */
export function choice(name: string, names: readonly string[], changed: () => void): Control<string> {
  const select = document.createElement("select");
  select.name = name;
  select.append(...names.map((each) => new Option(each)));
  select.addEventListener("change", changed);
  return { element: labelled(name, select), value: () => select.value };
}

function labelled(name: string, ...parts: readonly HTMLElement[]): HTMLLabelElement {
  const label = document.createElement("label");
  const text = document.createElement("span");
  text.textContent = name;
  label.append(text, ...parts);
  return label;
}
