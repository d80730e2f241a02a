/* Comments on a page. Nothing is asked of anybody before a reader wants to see them: then giscus is put
   into a frame, and no script of theirs into the page. Without this script there is a link. */
(() => {
  "use strict";
  const HOST = "https://giscus.app";
  const KEY = "giscus-session"; // what giscus calls it itself: one sign-in for all its sites here

  const section = document.querySelector(".kb-comments");
  const button = section?.querySelector("button");
  if (!button) return;
  const { dataset } = section;
  let frame = null;

  const store = (value) => {
    try {
      if (value === null) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, JSON.stringify(value));
    } catch { /* a browser that keeps nothing: sign in again next time */ }
  };
  const stored = () => {
    try {
      return String(JSON.parse(localStorage.getItem(KEY)) ?? "");
    } catch {
      return "";
    }
  };

  // GitHub sends those who sign in back with a session in the address.
  const page = new URL(location.href);
  const fresh = page.searchParams.get("giscus") ?? "";
  page.searchParams.delete("giscus");
  if (fresh) {
    store(fresh);
    history.replaceState(history.state, "", page);
  }
  page.hash = "";

  const meta = (name) => document.querySelector(`meta[property="${name}"], meta[name="${name}"]`)?.content ?? "";
  const term = () => ({
    url: () => page.href,
    title: () => document.title,
    "og:title": () => meta("og:title"),
    pathname: () => page.pathname.length < 2 ? "index" : page.pathname.slice(1).replace(/\.\w+$/, ""),
  })[dataset.mapping]();
  const theme = () => document.documentElement.dataset.theme === "dark" ? dataset.themeDark : dataset.themeLight;

  const address = (session) => `${HOST}/${dataset.lang}/widget?${new URLSearchParams({
    origin: `${page.href}#${section.id}`,
    session,
    theme: theme(),
    reactionsEnabled: dataset.reactions,
    emitMetadata: "0",
    inputPosition: dataset.inputPosition,
    repo: dataset.repo,
    repoId: dataset.repoId,
    category: dataset.category,
    categoryId: dataset.categoryId,
    strict: dataset.strict,
    description: meta("description"),
    backLink: page.href,
    term: term(),
  })}`;

  const show = () => {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.className = "kb-comments-frame";
    frame.title = section.querySelector("h2").textContent;
    frame.allow = "clipboard-write";
    frame.src = address(fresh || stored());
    button.replaceWith(frame);
    section.querySelector(".kb-comments-note").remove();
  };

  window.addEventListener("message", (event) => {
    if (!frame || event.origin !== HOST || event.source !== frame.contentWindow) return;
    const said = event.data?.giscus;
    if (!said) return;
    if (Number.isFinite(said.resizeHeight)) frame.style.height = `${said.resizeHeight}px`;
    const stale = /Bad credentials|Invalid state value|State has expired/.test(said.error ?? "");
    if (said.signOut || (stale && stored())) {
      store(null);
      frame.src = address("");
    }
  });
  new MutationObserver(() => {
    frame?.contentWindow.postMessage({ giscus: { setConfig: { theme: theme() } } }, HOST);
  }).observe(document.documentElement, { attributeFilter: ["data-theme"] });

  button.addEventListener("click", () => {
    show();
    frame.focus();
  });
  button.hidden = false;
  section.querySelector(".kb-comments-note").hidden = false;
  if (fresh) window.addEventListener("load", show); // light or dark is known by then
})();
