/* Previews of what a link leads to: on hover, on keyboard focus, on a long press.
   They come from scripts beside the pages (_previews/), each loaded at the first link that needs it,
   so that they work from a folder of files too. Without this script, or without data, a link is a
   link. Nothing here sets a style attribute in markup: a Content-Security-Policy may forbid it. */
(() => {
  "use strict";
  const OWN = document.currentScript && document.currentScript.src;
  if (!OWN) return;
  const ROOT = new URL("../", OWN).href;
  const FORMULAS = ["katex/katex.min.css", "katex/kb-math.css"];
  const WAIT = 300; // before a preview comes
  const GRACE = 300; // before it goes, for the way into it
  const PRESS = 450; // a long press; browsers take about 500 ms
  const GAP = 6;
  const TEXT = "article, main, [role=main]";
  const AWAY = "nav, header, footer, .headerlink, .kb-preview, .prev-next-area";
  const NO_PAGE = /^(_|(genindex|search|py-modindex)$)/; // what has no previews, by name

  // -- data ---------------------------------------------------------------------------

  const suffix = (typeof DOCUMENTATION_OPTIONS === "object" && DOCUMENTATION_OPTIONS.FILE_SUFFIX) || ".html";
  const waiting = new Map(); // script element -> what to do with its data
  const scripts = new Map(); // path of a script -> promise of its data
  const known = new Map(); // place -> its markup, once it is there

  window.kbPreviews = (targets, aliases = {}, begins = []) => {
    const done = waiting.get(document.currentScript);
    if (done) done({ targets, aliases, begins });
  };

  const load = (path) => {
    if (!scripts.has(path)) {
      scripts.set(path, new Promise((resolve) => {
        const script = document.createElement("script");
        const done = (data) => {
          waiting.delete(script);
          resolve(data);
        };
        waiting.set(script, done);
        script.charset = "utf-8"; // whatever the page is in
        script.src = ROOT + path;
        script.addEventListener("load", () => done(null));
        script.addEventListener("error", () => done(null));
        document.head.append(script);
      }));
    }
    return scripts.get(path);
  };

  /** Name a page of this site by its address: "blog/first", or "blog/first/index". */
  const nameOf = (address) => {
    const bare = address.replace(/[?#].*$/s, "");
    if (!bare.startsWith(ROOT)) return null;
    let path = bare.slice(ROOT.length);
    if (path === "" || path.endsWith("/")) path += "index";
    else if (path.endsWith(suffix)) path = path.slice(0, -suffix.length);
    else if (path.slice(path.lastIndexOf("/") + 1).includes(".")) return null; // some other file
    return NO_PAGE.test(path) ? null : path;
  };

  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };

  const placeOf = (link) => {
    const name = nameOf(link.href);
    if (name === null) return null;
    const anchor = decoded(link.hash.slice(1));
    const here = name === nameOf(location.href);
    return here && !anchor ? null : { name, anchor, here, page: link.href.replace(/#.*$/s, "") };
  };

  const own = (object, key) => (Object.prototype.hasOwnProperty.call(object, key) ? object[key] : undefined);

  /** Return what is known of an anchor: of a long page, the part that its name falls into. */
  const dataOf = async (name, data, anchor) => {
    if (anchor === "" || !data.begins.length) return data;
    const number = data.begins.filter((begin) => begin <= anchor).length;
    return number ? load(`_preview-parts/${name}.${number}.js`) : null;
  };

  /** Return the markup for a place; an anchor without one stands for its page. */
  const markupFor = async ({ name, anchor, here }) => {
    const data = await load(`_previews/${name}.js`);
    if (!data) return "";
    const whole = here ? "" : own(data.targets, "");
    let held = await dataOf(name, data, anchor);
    const key = (held && own(held.aliases, anchor)) ?? anchor;
    if (key === "") return whole ?? "";
    if (key !== anchor) held = await dataOf(name, data, key);
    return (held && own(held.targets, key)) ?? whole ?? "";
  };

  const idOf = ({ name, anchor, here }) => [name, anchor, here].join("\n");
  const lookUp = async (place) => {
    const id = idOf(place);
    if (!known.has(id)) known.set(id, await markupFor(place));
    return known.get(id);
  };

  const contentOf = (markup, page) => {
    const { content } = Object.assign(document.createElement("template"), { innerHTML: markup });
    for (const [selector, name] of [["[href]", "href"], ["[src]", "src"]]) {
      for (const node of content.querySelectorAll(selector)) node.setAttribute(name, new URL(node.getAttribute(name), page).href);
    }
    // The tab order stays that of the page; each of these links stands on the page it leads to.
    for (const link of content.querySelectorAll("a")) link.tabIndex = -1;
    return content;
  };

  /** Load what formulas need, on a page that has none itself. */
  const dressed = (content) => {
    if (!content.querySelector(".katex, .kb-math-error")) return Promise.resolve();
    const sheets = [...document.querySelectorAll("link[rel=stylesheet]")];
    return Promise.all(FORMULAS.map((name) => new Promise((resolve) => {
      const address = `${ROOT}_static/${name}`;
      if (sheets.some((sheet) => sheet.href.replace(/\?.*$/, "") === address)) return resolve();
      const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
      sheet.addEventListener("load", resolve);
      sheet.addEventListener("error", resolve);
      document.head.append(sheet);
    })));
  };

  // -- the preview --------------------------------------------------------------------

  let tip = null;
  let open = null; // { link, by, title }: what is shown, and what brought it
  let pending = null; // { link, by, timer }: what is about to be
  let leaving = 0;
  let dismissed = null; // the link whose preview was sent away, until it is left
  let turn = 0;

  const makeTip = () => {
    tip = Object.assign(document.createElement("div"), { id: "kb-preview", className: "kb-preview", hidden: true });
    tip.setAttribute("role", "tooltip");
    tip.addEventListener("keydown", onKeyInside);
    document.body.append(tip);
  };

  const setPlace = (link, point) => {
    const view = document.documentElement;
    const rects = [...link.getClientRects()];
    const near = point && rects.find((rect) => point.y >= rect.top - 2 && point.y <= rect.bottom + 2);
    const rect = near || rects[0] || link.getBoundingClientRect();
    tip.style.maxHeight = "";
    tip.style.left = tip.style.top = "0";
    const wanted = tip.getBoundingClientRect();
    const room = { under: view.clientHeight - rect.bottom - 2 * GAP, over: rect.top - 2 * GAP };
    const under = wanted.height <= room.under || room.under >= room.over;
    const height = Math.max(80, Math.min(wanted.height, under ? room.under : room.over));
    tip.style.maxHeight = `${height}px`;
    const left = Math.max(GAP, Math.min(rect.left, view.clientWidth - wanted.width - GAP));
    const top = under ? rect.bottom + GAP : rect.top - GAP - height;
    tip.style.left = `${left + window.scrollX}px`;
    tip.style.top = `${top + window.scrollY}px`;
    // What does not fit is scrolled; by keyboard, one Tab leads into it.
    const over = tip.scrollHeight > tip.clientHeight + 1 || tip.scrollWidth > tip.clientWidth + 1;
    if (over) tip.tabIndex = 0;
    else tip.removeAttribute("tabindex");
  };

  const describe = (link, on) => {
    const ids = (link.getAttribute("aria-describedby") || "").split(/\s+/).filter((id) => id && id !== "kb-preview");
    if (on) ids.push("kb-preview");
    if (ids.length) link.setAttribute("aria-describedby", ids.join(" "));
    else link.removeAttribute("aria-describedby");
  };

  const hide = () => {
    clearTimeout(leaving);
    if (!open) return;
    describe(open.link, false);
    if (open.title !== null) open.link.setAttribute("title", open.title);
    open = null;
    tip.hidden = true;
    tip.replaceChildren();
  };

  const cancel = () => {
    if (pending) clearTimeout(pending.timer);
    pending = null;
    turn += 1; // what is still loading comes too late
  };

  const show = async (link, by, point) => {
    const place = placeOf(link);
    const now = turn;
    const markup = await lookUp(place);
    if (now !== turn) return;
    const content = contentOf(markup, place.page);
    await dressed(content);
    if (now !== turn) return;
    pending = null;
    hide();
    if (!markup || !link.isConnected) return;
    if (!tip) makeTip();
    tip.append(content);
    tip.scrollTop = tip.scrollLeft = 0;
    tip.hidden = false;
    open = { link, by, title: link.getAttribute("title") };
    link.removeAttribute("title"); // the browser would show it over the preview
    describe(link, true);
    setPlace(link, point);
    if (by === "touch") link.classList.add("kb-previewed");
    // Formulas of a site without an engine are MathJax's.
    if (window.MathJax?.typesetPromise && !tip.querySelector(".katex")) window.MathJax.typesetPromise([tip]);
    for (const picture of tip.querySelectorAll("img")) picture.addEventListener("load", () => open && setPlace(open.link, point));
  };

  const schedule = (link, by, point) => {
    clearTimeout(leaving);
    if (pending?.link === link) return;
    cancel();
    if (open?.link === link) return;
    lookUp(placeOf(link)); // meanwhile
    pending = { link, by, timer: setTimeout(() => show(link, by, point), WAIT) };
  };

  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hide, GRACE);
  };

  /** Return the link around a node, if it is one of the text that leads to a place of this site. */
  const linkAt = (node) => {
    const link = node instanceof Element && node.closest("a[href]");
    if (!(link instanceof HTMLAnchorElement) || !link.closest(TEXT) || link.closest(AWAY)) return null;
    return placeOf(link) && link;
  };

  // -- mouse --------------------------------------------------------------------------

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = linkAt(event.target);
    if (link && link === dismissed) return;
    dismissed = null;
    if (link) {
      schedule(link, "pointer", { y: event.clientY });
      return;
    }
    if (pending?.by === "pointer") cancel();
    if (tip?.contains(event.target)) clearTimeout(leaving);
    else if (open?.by === "pointer") leave();
  });
  document.documentElement.addEventListener("pointerleave", () => {
    if (pending?.by === "pointer") cancel();
    if (open?.by === "pointer") leave();
  });

  // -- keyboard -----------------------------------------------------------------------

  document.addEventListener("focusin", (event) => {
    const link = linkAt(event.target);
    if (link && link !== dismissed && link.matches(":focus-visible")) schedule(link, "focus");
  });
  document.addEventListener("focusout", (event) => {
    if (tip?.contains(event.relatedTarget)) return;
    if (event.target === dismissed) dismissed = null;
    if (pending?.by === "focus") cancel();
    if (open?.by === "focus" && event.relatedTarget !== open.link) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && (open || pending)) {
      const inside = tip?.contains(document.activeElement);
      dismissed = (open || pending).link;
      cancel();
      hide();
      if (inside) dismissed.focus({ preventScroll: true });
      event.stopPropagation();
    } else if (event.key === "Tab" && !event.shiftKey && open && open.link === document.activeElement && tip.tabIndex === 0) {
      event.preventDefault();
      tip.focus({ preventScroll: true });
    }
  }, true);

  function onKeyInside(event) {
    if (event.key !== "Tab" || !open) return;
    // Back on the link: with Shift one stays there, without it the browser goes on from there.
    const { link } = open;
    if (event.shiftKey) event.preventDefault();
    link.focus({ preventScroll: true });
    if (!event.shiftKey) hide();
  }

  // -- touch --------------------------------------------------------------------------

  let press = null; // { link, x, y, timer }
  let held = null; // the link whose preview a long press has brought

  const release = () => {
    if (press) clearTimeout(press.timer);
    press = null;
  };
  const isKnown = (link) => Boolean(known.get(idOf(placeOf(link))));
  /** Show what is there already; the browser's own menu comes where nothing is. */
  const hold = () => {
    const { link, y } = press;
    if (!isKnown(link)) return false;
    if (held !== link) {
      held = link;
      cancel();
      show(link, "touch", { y });
    }
    return true;
  };

  document.addEventListener("pointerdown", (event) => {
    const link = linkAt(event.target);
    held = null;
    if (open && !tip.contains(event.target) && open.link !== link) hide();
    if (event.pointerType !== "touch" || !link) return;
    release();
    lookUp(placeOf(link)).then((markup) => markup && link.classList.add("kb-previewed"));
    press = { link, x: event.clientX, y: event.clientY, timer: setTimeout(() => press && hold(), PRESS) };
  });
  document.addEventListener("pointermove", (event) => {
    if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > 10) release();
  });
  document.addEventListener("pointerup", release);
  document.addEventListener("pointercancel", release);
  document.addEventListener("contextmenu", (event) => {
    if (press ? hold() : held && held === linkAt(event.target)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const link = linkAt(event.target);
    if (held && held === link) event.preventDefault(); // the end of the press
    else if (link) {
      cancel();
      hide();
    }
    held = null;
  }, true);
})();
