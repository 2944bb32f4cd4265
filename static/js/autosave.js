// Beside htmx, which saves an entry's page while a judge fills it in: says so when nothing could be saved, saves again
// as soon as it can, and lets nobody leave the page with words that are kept nowhere. The page works without it.
(() => {
  const form = document.querySelector("form[hx-post]");
  const place = document.getElementById("autosave");
  if (!form || !place) return;

  const TRY_AGAIN = 15000; // milliseconds
  const NOT_TYPED = ["csrfmiddlewaretoken", "version"];
  const fields = () => [...form.elements].filter((e) => e.name && e.type !== "submit" && !NOT_TYPED.includes(e.name));
  const isBox = (e) => e.type === "radio" || e.type === "checkbox";
  const typed = () => JSON.stringify(fields().map((e) => (isBox(e) ? e.checked : e.value)));
  const given = () => JSON.stringify(fields().map((e) => (isBox(e) ? e.defaultChecked : (e.defaultValue ?? e.value))));

  let kept = given(); // what the server holds of this page
  let sending = null; // what is on its way
  let became = ""; // what became of the last try; empty while nobody knows
  let pressed = null; // the button that waits for it
  let renewed = false; // the token, since the last answer
  let leaving = false;

  const isKept = () => typed() === kept;
  const save = () => window.htmx && window.htmx.trigger(form, "autosave");

  function say(which) {
    became = which;
    place.replaceChildren(document.getElementById(`autosave-${which}`).content.cloneNode(true));
  }

  // Somebody who has signed in again, in another tab, sends another token.
  async function renewToken() {
    const answer = await fetch(form.getAttribute("hx-post"), { headers: { "HX-Request": "true" } });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    form.elements.csrfmiddlewaretoken.value = page.querySelector("input").value;
    return true;
  }

  async function tryAgain() {
    if (leaving || sending || isKept() || !["offline", "broken", "signed-out"].includes(became)) return;
    try {
      if (became !== "signed-out" || (await renewToken())) save();
    } catch {
      say("offline");
    }
  }

  form.addEventListener("htmx:beforeRequest", (event) => {
    if (leaving || isKept()) {
      event.preventDefault();
      return;
    }
    sending = typed();
    became = "";
  });

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.requestConfig.elt !== form) return;
    const { status } = event.detail.xhr;
    const answer = event.detail.xhr.getResponseHeader("Commend-Autosave");
    event.detail.shouldSwap = Boolean(answer);
    if (answer) {
      became = answer;
      renewed = false;
      if (["yes", "partly", "late"].includes(answer)) kept = sending;
    } else if (status === 404) {
      say("gone");
    } else {
      say(status >= 500 || status === 429 ? "broken" : "signed-out");
      // A page that was open while its owner signed in again only needs the new token.
      if (status === 403 && !renewed) setTimeout(tryAgain, 200);
      renewed = true;
    }
  });

  form.addEventListener("htmx:sendError", () => say("offline"));
  form.addEventListener("htmx:timeout", () => say("offline"));

  form.addEventListener("htmx:afterRequest", () => {
    sending = null;
    const button = pressed;
    pressed = null;
    if (!button) return;
    // Whatever our own answer was, the whole page says it better; without one, stay here.
    if (["yes", "partly", "late", "overtaken", "no"].includes(became)) {
      leaving = true;
      setTimeout(() => form.requestSubmit(button.isConnected ? button : null));
    } else {
      place.scrollIntoView({ block: "center" });
    }
  });

  form.addEventListener("submit", (event) => {
    if (leaving || (!sending && isKept())) {
      leaving = true;
      return;
    }
    event.preventDefault();
    pressed = event.submitter;
    if (!sending) save();
  });

  setInterval(tryAgain, TRY_AGAIN);
  window.addEventListener("online", tryAgain);
  window.addEventListener("focus", tryAgain);
  document.addEventListener("visibilitychange", () => (document.hidden ? save() : tryAgain()));

  window.addEventListener("beforeunload", (event) => {
    if (!leaving && !isKept() && ["offline", "broken", "signed-out", "gone"].includes(became)) event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (leaving || isKept() || sending === typed() || ["overtaken", "no", "gone"].includes(became)) return;
    const body = new FormData(form);
    if (sending) body.set("version", Number(body.get("version")) + 1);
    fetch(form.getAttribute("hx-post"), { method: "POST", body, keepalive: true, headers: { "HX-Request": "true" } });
  });
  window.addEventListener("pageshow", (event) => {
    leaving = false;
    if (event.persisted) kept = "";
    if (!isKept()) setTimeout(save);
  });
})();
