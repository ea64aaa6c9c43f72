/** The curves of a rule's page: computed by core itself, here in the page. */
import { type Rule, rules } from "@optspec/core";
import { lineChart, surfaceChart } from "./chart.ts";
import { choice, countSlider, hyperSlider } from "./controls.ts";
import { biasCorrection, gradientSequences, stepSizes, surfaces, trajectory } from "./runs.ts";

const texts = {
  en: {
    title: "See it",
    about:
      "Drag the hyperparameters. Every point is computed by @optspec/core in this page. η starts at 0.05 here, so that there is a way to see.",
    step: "Size of step t in units of η, for an element whose gradients are",
    factor: "Factor (1), the bias correction √(1−ρ₂ᵗ)/(1−ρ₁ᵗ)",
    way: "Way down the surface: from the green dot, after t updates at the blue one",
    updates: "updates t",
    gradients: "gradients",
    surface: "surface",
  },
  ko: {
    title: "직접 보기",
    about:
      "하이퍼파라미터를 움직여 보세요. 모든 점은 이 페이지 안에서 @optspec/core가 계산합니다. 경로가 보이도록 여기서는 η가 0.05에서 시작합니다.",
    step: "t번째 업데이트의 크기(η 단위). 그래디언트:",
    factor: "(1)번 항, 편향 수정 √(1−ρ₂ᵗ)/(1−ρ₁ᵗ)",
    way: "손실 곡면 위의 경로: 초록 점에서 시작하여 t번 업데이트 후 파란 점",
    updates: "업데이트 횟수 t",
    gradients: "그래디언트",
    surface: "곡면",
  },
} as const;

/** The most updates that the slider offers. */
const most = 500;
/** A learning rate with which a hundred updates go somewhere on the surfaces. */
const visibleRate = 0.05;

function show(rule: Rule, before: Element, language: keyof typeof texts): void {
  const words = texts[language];
  const draw = (): void => {
    const config = Object.fromEntries(hypers.map(({ name, control }) => [name, control.value()]));
    const t = count.value();
    const sequence = gradients.value();
    const sizes = stepSizes(rule, config, gradientSequences[sequence]!, Math.max(t, 20));
    const figures = [
      figure(
        `${words.step} ${sequence}: ${short(sizes[t - 1]![1])}`,
        lineChart(words.step, sizes, sizes[t - 1]!),
      ),
    ];
    // Adamax corrects its first moment alone; this is the factor of rules with two moments.
    if (config.beta1 !== undefined && config.beta2 !== undefined && rule.states.includes("r")) {
      const factor = biasCorrection(config.beta1, config.beta2, Math.max(t, 20));
      figures.push(
        figure(
          `${words.factor}: ${short(factor[t - 1]![1])}`,
          lineChart(words.factor, factor, factor[t - 1]!),
        ),
      );
    }
    const name = surface.value();
    const points = trajectory(rule, config, surfaces[name]!, t);
    figures.push(
      figure(
        `${words.way} (${points.at(-1)!.map(short).join(", ")})`,
        surfaceChart(`${rule.name} ${name}`, surfaces[name]!, points),
      ),
    );
    plots.replaceChildren(...figures);
  };
  const hypers = rule.program.hypers.map((hyper) => ({
    name: hyper.name,
    control: hyperSlider(hyper.name === "lr" ? { ...hyper, value: visibleRate } : hyper, draw),
  }));
  const count = countSlider(words.updates, most, 100, draw);
  const gradients = choice(words.gradients, Object.keys(gradientSequences), draw);
  const surface = choice(words.surface, Object.keys(surfaces), draw);

  const section = document.createElement("section");
  section.className = "curves";
  const title = document.createElement("h2");
  title.textContent = words.title;
  const about = document.createElement("p");
  about.textContent = words.about;
  const controls = document.createElement("div");
  controls.className = "controls";
  controls.append(
    ...hypers.map(({ control }) => control.element),
    count.element,
    gradients.element,
    surface.element,
  );
  const plots = document.createElement("div");
  plots.className = "plots";
  section.append(title, about, controls, plots);
  before.before(section);
  draw();
}

function figure(caption: string, chart: SVGElement): HTMLElement {
  const element = document.createElement("figure");
  const text = document.createElement("figcaption");
  text.textContent = caption;
  element.append(chart, text);
  return element;
}

const short = (value: number): string => String(Number(value.toPrecision(4)));

const main = document.querySelector<HTMLElement>("main[data-rule]");
const rule: Rule | undefined = rules[main?.dataset.rule ?? ""];
// Below the definition, where there is a second section.
const place = main?.querySelectorAll("h2")[1];
if (rule !== undefined && place) show(rule, place, document.documentElement.lang === "ko" ? "ko" : "en");
