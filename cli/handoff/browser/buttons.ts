/** Lets the buttons of the page copy, show and hide. */
export function copyAndShow(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const source = document.getElementById(button?.dataset["for"] ?? "");
    if (!button || !source) return;
    if (button.dataset["do"] === "show") show(button, source);
    else void copyFrom(button, source);
  });
}

function show(button: HTMLButtonElement, source: HTMLElement): void {
  const isShown = source.classList.toggle("shown");
  button.setAttribute("aria-pressed", String(isShown));
  const label = button.querySelector("span");
  if (label) label.textContent = isShown ? "Hide" : "Show";
}

async function copyFrom(button: HTMLButtonElement, source: HTMLElement): Promise<void> {
  const label = button.querySelector("span");
  const status = document.getElementById("status");
  if (!label || !status || button.classList.contains("done")) return;
  const before = label.textContent;
  const isCopied = await copied(source.textContent);
  label.textContent = isCopied ? "Copied" : "Press Ctrl+C";
  if (!isCopied) getSelection()?.selectAllChildren(source);
  status.textContent = isCopied ? `${(button.ariaLabel ?? "").replace(/^Copy /, "")} copied` : "";
  button.classList.toggle("done", isCopied);
  setTimeout(() => {
    label.textContent = before;
    button.classList.remove("done");
  }, 1600);
}

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Old browsers, and pages opened from a disk where the clipboard's own interface is closed.
    const area = document.createElement("textarea");
    area.value = text;
    area.readOnly = true;
    area.className = "off";
    document.body.append(area);
    area.select();
    // Deprecated, and all that is left here.
    const isCopied = document.execCommand("copy");
    area.remove();
    return isCopied;
  }
}
