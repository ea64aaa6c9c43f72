/** Filters groups, opens what a link leads to, and names the dots of the plots; the report is complete without it. */
export const script = `
const form = document.querySelector("form.filter");
const groups = [...document.querySelectorAll("details.group")];
const byId = (hash) => document.getElementById(decodeURIComponent(hash.slice(1)));
function filter() {
  const words = form.words.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const verdict = form.verdict.value;
  let shown = 0;
  for (const group of groups) {
    const match = words.every((word) => group.dataset.words.includes(word));
    group.hidden = !match || (verdict !== "" && group.dataset.verdict !== verdict);
    if (!group.hidden) shown++;
  }
  for (const port of document.querySelectorAll("section.port"))
    port.hidden = !port.querySelector("details.group:not([hidden])");
  for (const row of document.querySelectorAll(".matrix tbody tr")) {
    for (const cell of row.cells) {
      const chips = [...cell.querySelectorAll("a.chip")];
      for (const chip of chips) chip.hidden = byId(chip.hash).hidden;
      for (const name of cell.querySelectorAll(".named")) name.hidden = chips.every((chip) => chip.hidden);
    }
    row.hidden = !row.querySelector("a.chip:not([hidden])");
  }
  for (const body of document.querySelectorAll(".matrix tbody")) body.hidden = !body.querySelector("tr:not([hidden])");
  // Columns without a verdict make room for the others.
  const rows = [...document.querySelectorAll(".matrix tr")];
  rows[0].querySelectorAll("th").forEach((_, column) => {
    const cells = rows.map((row) => row.cells[column]);
    const empty = column > 0 && shown > 0 && !cells.some((cell) => cell.querySelector("a.chip:not([hidden])"));
    for (const cell of cells) cell.hidden = empty;
  });
  form.shown.value = shown === groups.length ? "" : shown + " of " + groups.length + " shown";
}
function follow() {
  if (location.hash.startsWith("#?")) {
    const asked = new URLSearchParams(location.hash.slice(2));
    form.words.value = asked.get("words") ?? "";
    form.verdict.value = asked.get("verdict") ?? "";
    return filter();
  }
  const target = location.hash === "" ? null : byId(location.hash);
  if (!target) return;
  for (let node = target; node; node = node.parentElement) {
    if (node.tagName === "DETAILS") node.open = true;
    node.hidden = false;
  }
  target.scrollIntoView();
}
function remember() {
  const asked = new URLSearchParams();
  for (const name of ["words", "verdict"]) if (form[name].value !== "") asked.set(name, form[name].value);
  const text = asked.toString();
  history.replaceState(null, "", text === "" ? "#" : "#?" + text);
}
for (const group of groups)
  for (const dots of group.querySelectorAll(".cases-plot g[class]")) {
    const rows = [...group.querySelectorAll(".cases tr." + dots.getAttribute("class"))].filter((row) => row.querySelector("svg"));
    [...dots.children].forEach((dot, index) => {
      const [name, , , ratio] = rows[index].cells;
      const title = document.createElementNS(dot.namespaceURI, "title");
      title.textContent = name.firstChild.textContent + ": error/bound " + ratio.textContent;
      dot.append(title);
      dot.addEventListener("click", () => { location.hash = rows[index].id || name.firstChild.hash; });
    });
  }
form.hidden = false;
form.addEventListener("input", () => { filter(); remember(); });
form.addEventListener("submit", (event) => event.preventDefault());
form.fold.addEventListener("click", () => {
  const shown = groups.filter((group) => !group.hidden);
  const open = !shown.every((group) => group.open);
  for (const group of shown) group.open = open;
});
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select")) return;
  event.preventDefault();
  form.words.focus();
});
addEventListener("hashchange", follow);
filter();
follow();
`;
