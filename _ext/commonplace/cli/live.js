// Keep an open page of the preview up to date: ask the server for news of it, and reload.
// The server answers when there is some, or after a while, and only a page that is looked at asks, so
// that a browser's few connections are not used up by its tabs.
(() => {
  "use strict";
  const PLACE = "commonplace-live-place";
  const script = document.currentScript;
  const page = script.dataset.page;
  let seen = `${page} `;
  let asking = new AbortController();

  const sleep = (time) => new Promise((done) => setTimeout(done, time));
  const shown = () =>
    new Promise((done) => {
      if (!document.hidden) done();
      else document.addEventListener("visibilitychange", done, { once: true });
    });

  function reload() {
    sessionStorage.setItem(PLACE, JSON.stringify([location.pathname, scrollX, scrollY]));
    location.reload();
  }

  // Browsers do this by themselves, but for pages that grow while they are loaded.
  function comeBack() {
    const [path, left, top] = JSON.parse(sessionStorage.getItem(PLACE) || "[]");
    sessionStorage.removeItem(PLACE);
    if (path !== location.pathname) return;
    const scroll = () => scrollTo({ left, top, behavior: "instant" });
    const moved = new AbortController();
    for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      addEventListener(kind, () => moved.abort(), { once: true, passive: true });
    }
    scroll();
    addEventListener("load", scroll, { once: true, signal: moved.signal });
  }

  function tell(problem) {
    const old = document.getElementById("commonplace-live-problem");
    if (!problem) {
      if (old) old.remove();
      return;
    }
    const box = document.createElement("section");
    box.id = "commonplace-live-problem";
    box.setAttribute("role", "alert");
    box.tabIndex = 0; // a long message scrolls
    const title = document.createElement("strong");
    title.textContent = "The site could not be built; this is the last good page";
    const text = document.createElement("pre");
    text.textContent = problem;
    box.append(title, text);
    // Set from here, styles pass any policy that the page may have.
    Object.assign(box.style, {
      position: "fixed", inset: "auto 0 0 0", zIndex: "2147483647", maxHeight: "50vh", overflow: "auto",
      padding: "0.75rem 1rem", background: "#7f1d1d", color: "#fff", borderTop: "3px solid #fecaca",
      font: "1rem/1.5 system-ui, sans-serif",
    });
    Object.assign(text.style, {
      margin: "0.5rem 0 0", padding: "0", border: "0", background: "none", color: "inherit",
      font: "0.875rem/1.5 ui-monospace, monospace", whiteSpace: "pre-wrap", overflowWrap: "anywhere",
    });
    if (old) old.replaceWith(box);
    else document.body.append(box);
  }

  async function follow() {
    for (;;) {
      await shown();
      const began = Date.now();
      let news;
      try {
        const query = new URLSearchParams({ page: location.pathname, seen });
        const answer = await fetch(`${script.dataset.news}?${query}`, {
          cache: "no-store",
          signal: asking.signal,
        });
        news = answer.ok ? await answer.json() : null;
      } catch {
        news = null; // another tab is looked at, or the preview was stopped; it may come back
      }
      if (news && news.page !== page) {
        reload();
        return;
      }
      if (news) tell(news.problem);
      const unchanged = !news || news.seen === seen;
      if (news) seen = news.seen;
      if (unchanged && !document.hidden && Date.now() - began < 1000) await sleep(1000);
    }
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return;
    asking.abort();
    asking = new AbortController();
  });
  comeBack();
  follow();
})();
