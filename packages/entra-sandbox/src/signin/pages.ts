/** The page a person sees when Entra ID cannot send them back to the application. */
export function errorPage(message: string): string {
  return `<!doctype html><title>Sign in</title><h1>Sorry, but we're having trouble signing you in.</h1><p>${escaped(message)}</p>`;
}

export function messagePage(message: string): string {
  return `<!doctype html><title>Sign in</title><p>${escaped(message)}</p>`;
}

/** `response_mode=form_post`: a form that submits itself. */
export function formPostPage(action: string, parameters: Readonly<Record<string, string>>): string {
  const inputs = Object.entries(parameters).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  return `<!doctype html><form method="post" action="${escaped(action)}">${inputs.join("")}</form><script>document.forms[0].submit()</script>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
