// The host's view as a stage: one screen at a time, by keys and links, each result behind a curtain until it is
// revealed. Everything is on the page already; without this file, or without a connection, it can be read as it is.
(() => {
  const host = document.querySelector("[data-host]");
  if (!host) return;

  const ASK_AGAIN = 30000; // milliseconds: a consent that is taken back shows within a minute
  const ON = ["ArrowRight", "PageDown"];
  const BACK = ["ArrowLeft", "PageUp"];
  const revealed = new Set();
  const status = host.querySelector("[data-status]");
  let shown = 0;
  let trueAt = new Date();

  const screens = () => [...host.querySelectorAll("[data-screen]")];
  const now = () => screens()[shown];
  const isOpen = (screen) => "public" in screen.dataset || revealed.has(screen.id);
  const isHidden = (screen) => screen.querySelector("[data-result]") !== null && !isOpen(screen);

  function draw() {
    screens().forEach((screen, place) => {
      screen.classList.toggle("host-screen--now", place === shown);
      screen.classList.toggle("host-screen--revealed", isOpen(screen));
      const button = screen.querySelector("[data-reveal]");
      if (button) button.hidden = !isHidden(screen);
    });
  }

  function show(place) {
    shown = Math.max(0, Math.min(place, screens().length - 1));
    draw();
    history.replaceState(null, "", `#${now().id}`);
    window.scrollTo(0, 0);
    now().focus({ preventScroll: true });
  }

  function reveal() {
    revealed.add(now().id);
    draw();
    now().querySelector("[data-result]").focus({ preventScroll: true });
  }

  const goOn = () => (isHidden(now()) ? reveal() : show(shown + 1));
  const named = (hash) => screens().findIndex((screen) => `#${screen.id}` === hash);

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const page = document.documentElement;
    // Page Down first shows what stands below the edge of a small or magnified screen.
    if (event.key === "PageDown" && page.scrollTop + page.clientHeight < page.scrollHeight - 2) return;
    if (event.key === "PageUp" && page.scrollTop > 2) return;
    if (ON.includes(event.key)) goOn();
    else if (BACK.includes(event.key)) show(shown - 1);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(screens().length - 1);
    else return;
    event.preventDefault();
  });

  host.addEventListener("click", (event) => {
    if (event.target.closest("[data-reveal]")) return reveal();
    const link = event.target.closest('a[href^="#"]');
    const place = link ? named(link.getAttribute("href")) : -1;
    if (place < 0) return undefined;
    event.preventDefault();
    return show(place);
  });
  window.addEventListener("hashchange", () => named(location.hash) >= 0 && show(named(location.hash)));

  function say(words) {
    const time = trueAt.toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit" });
    const sentence = words ? `${words} ${time}.` : "";
    if (status.textContent !== sentence) status.textContent = sentence;
  }

  const isRehearsal = () => "rehearsal" in host.querySelector("[data-screens]").dataset;
  let html = host.querySelector("[data-screens]").innerHTML;

  function put(fresh) {
    if (fresh.innerHTML === html) return;
    html = fresh.innerHTML;
    const { id } = now();
    const hadFocus = host.contains(document.activeElement);
    host.querySelector("[data-screens]").replaceWith(fresh);
    shown = Math.max(0, named(`#${id}`));
    draw();
    if (hadFocus) now().focus({ preventScroll: true });
  }

  // What is shown is asked for again while there is a connection; where it changed, it is put in place as it stands.
  async function askAgain() {
    let answer;
    try {
      answer = await fetch(location.pathname + location.search, { cache: "no-store" });
    } catch {
      say(status.dataset.offline);
      return;
    }
    if ([403, 404].includes(answer.status)) {
      location.reload(); // whoever may not see this any more
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-screens]");
    if (!fresh) {
      say(answer.ok ? status.dataset.signedOut : status.dataset.offline);
      return;
    }
    // Nobody who rehearses before others may come upon a real name behind the next curtain.
    if (isRehearsal() && !("rehearsal" in fresh.dataset)) {
      say(status.dataset.approved);
      return;
    }
    trueAt = new Date();
    say("");
    put(fresh);
  }

  host.classList.add("host--stage");
  shown = Math.max(0, named(location.hash));
  draw();
  setInterval(askAgain, ASK_AGAIN);
})();
