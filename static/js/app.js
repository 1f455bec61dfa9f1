// What htmx leaves open: a failed request is said, an ended session leads to sign-in, focus survives a swap.
// And a text can be copied where the browser allows it.
// Every sentence comes translated from the page, in data attributes of #request-status.
(() => {
  const status = document.getElementById("request-status");
  if (!status) return;

  const say = (sentence) => {
    status.replaceChildren();
    if (!sentence) return;
    const words = document.createElement("p");
    words.textContent = sentence;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button button--quiet";
    close.textContent = status.dataset.close;
    close.addEventListener("click", () => say(""));
    status.append(words, close);
  };

  const sentenceFor = (code) => {
    if (code === 403) return status.dataset.forbidden;
    if (code === 404 || code === 410) return status.dataset.gone;
    if (code === 409) return status.dataset.conflict;
    if (code === 413) return status.dataset.large;
    if (code === 429) return status.dataset.often;
    return status.dataset.failed;
  };

  document.addEventListener("htmx:beforeRequest", () => say(""));
  document.addEventListener("htmx:responseError", (event) => say(sentenceFor(event.detail.xhr.status)));
  document.addEventListener("htmx:sendError", () => say(status.dataset.offline));
  document.addEventListener("htmx:timeout", () => say(status.dataset.timeout));
  document.addEventListener("htmx:swapError", () => say(status.dataset.failed));

  // htmx keeps focus by id. A control without one is found again by its name and value.
  let held = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    // The session ended meanwhile: the answer is the sign-in page, which must not land inside this one.
    if (event.detail.xhr.responseText.includes("<body data-entrance")) {
      event.detail.shouldSwap = false;
      window.location.reload();
      return;
    }
    const active = document.activeElement;
    held = active && active.name && !active.id ? { name: active.name, value: active.value } : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!held || document.activeElement !== document.body) return;
    const same = `[name="${CSS.escape(held.name)}"]`;
    const found = document.querySelector(`${same}[value="${CSS.escape(held.value)}"]`) || document.querySelector(same);
    if (found) found.focus({ preventScroll: true });
    held = null;
  });

  // A copying button is hidden in the page: it is shown only where it would work.
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copies]")) {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => {
      const words = document.getElementById(button.dataset.copies).textContent.trim();
      navigator.clipboard.writeText(words).then(
        () => {
          button.textContent = button.dataset.copied;
        },
        () => {},
      );
    });
  }
})();
