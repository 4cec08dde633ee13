/** The page's only script: copy, show, hide. */
export const pageScript = `
const status = document.getElementById("status");
document.documentElement.classList.add("js");
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.className = "off";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("copy");
  }
}
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const source = document.getElementById(button.dataset.for);
  const value = source.dataset.value ?? source.textContent;
  if (button.dataset.do === "show") {
    const shown = button.getAttribute("aria-pressed") === "true";
    source.textContent = shown ? source.dataset.dots : value;
    button.setAttribute("aria-pressed", String(!shown));
    button.querySelector("span").textContent = shown ? "Show" : "Hide";
    return;
  }
  const label = button.querySelector("span");
  try {
    await copy(value);
    label.textContent = "Copied";
    button.classList.add("done");
    status.textContent = button.dataset.name + " copied";
  } catch {
    getSelection().selectAllChildren(source);
    label.textContent = "Press Ctrl+C";
  }
  setTimeout(() => {
    label.textContent = "Copy";
    button.classList.remove("done");
  }, 1600);
});
`;
