/** Filters groups, opens what a link leads to, and names the dots of the plots; the report is complete without it. */
export const script = `
const form = document.querySelector("form.filter");
const groups = [...document.querySelectorAll("details.group")];
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
  form.shown.value = shown === groups.length ? "" : shown + " of " + groups.length + " shown";
}
function follow() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let node = target; node; node = node.parentElement) {
    if (node.tagName === "DETAILS") node.open = true;
    node.hidden = false;
  }
  target.scrollIntoView();
}
for (const group of groups) {
  const rows = [...group.querySelectorAll("tbody tr:has(svg)")];
  group.querySelectorAll("circle").forEach((dot, index) => {
    const [id, , , ratio] = [...rows[index].cells].map((cell) => cell.firstChild.textContent);
    const title = document.createElementNS(dot.namespaceURI, "title");
    title.textContent = id + ": error/bound " + ratio;
    dot.append(title);
    dot.addEventListener("click", () => { location.hash = rows[index].id; });
  });
}
form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", follow);
filter();
follow();
`;
