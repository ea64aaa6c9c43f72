/** The menu on narrow screens, and the search; a classic script, so that pages also work from a folder. */

interface Entry {
  readonly title: string;
  readonly page: string;
  readonly href: string;
}

declare const siteIndex: readonly Entry[];

const root = document.body.dataset.root ?? "";
const menu = document.querySelector<HTMLButtonElement>("#menu")!;
const nav = document.querySelector<HTMLElement>("#nav")!;
menu.addEventListener("click", () => {
  menu.setAttribute("aria-expanded", String(nav.classList.toggle("open")));
});

const search = document.querySelector<HTMLInputElement>("#search")!;
const found = document.querySelector<HTMLOListElement>("#found")!;
const most = 12;
let loading: Promise<void> | undefined;

/** The index is as large as a page: it is loaded when somebody searches. */
function load(): Promise<void> {
  loading ??= new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = `${root}assets/index.js`;
    script.onload = () => resolve();
    document.head.append(script);
  });
  return loading;
}

/** Every word has to occur; titles that begin with what was typed come first. */
function matches(text: string): Entry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const rank = ({ title }: Entry): number => (title.toLowerCase().startsWith(words[0]!) ? 0 : 1);
  return siteIndex
    .filter(({ title, page }) => words.every((word) => `${title} ${page}`.toLowerCase().includes(word)))
    .sort((a, b) => rank(a) - rank(b) || a.title.length - b.title.length)
    .slice(0, most);
}

function show(entries: readonly Entry[], text: string): void {
  found.replaceChildren(
    ...entries.map(({ title, page, href }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = root + href;
      link.textContent = title.length > 120 ? `${title.slice(0, 119)}…` : title;
      const where = document.createElement("small");
      where.textContent = page;
      link.append(where);
      item.append(link);
      return item;
    }),
  );
  if (entries.length === 0) {
    const item = document.createElement("li");
    item.textContent = `Nothing found for “${text}”.`;
    found.append(item);
  }
  found.hidden = false;
}

search.addEventListener("input", async () => {
  await load();
  const text = search.value.trim();
  if (text === "") found.hidden = true;
  else show(matches(text), text);
});
search.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") found.hidden = true;
  if (key === "Enter" && !found.hidden) found.querySelector<HTMLAnchorElement>("a")?.click();
  if (key === "ArrowDown") found.querySelector<HTMLAnchorElement>("a")?.focus();
});
found.addEventListener("click", () => {
  found.hidden = true;
});
document.addEventListener("click", ({ target }) => {
  if (target instanceof Node && !search.parentElement!.contains(target)) found.hidden = true;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target instanceof HTMLInputElement) return;
  event.preventDefault();
  search.focus();
});
