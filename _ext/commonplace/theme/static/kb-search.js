/* Begin in the field of the search, and quote the page in the results of a search: not the theme's buttons, and each formula once. */
(() => {
  "use strict";
  const AROUND = [
    ".bd-header-article",
    "#jb-print-docs-body",
    ".bd-sidebar-secondary",
    ".prev-next-footer",
    ".bd-footer-content",
    ".headerlink",
    ".katex-html",
    "annotation",
    "script",
    "style",
  ].join(", ");

  // Whoever opens the page wants to type.
  const field = document.querySelector("form.bd-search input");
  if (field) {
    field.focus();
    field.select();
  }

  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll(AROUND).forEach((element) => element.remove());
    const main = page.querySelector('[role="main"]') || page.body;
    const target = anchor && page.getElementById(anchor.replace(/^#/, ""));
    if (!target) return main.textContent.replace(/\s+/g, " ").trim();
    // A term is found with its definition.
    const definition = target.matches("dt") && target.nextElementSibling;
    return definition ? `${target.textContent.trim()}: ${definition.textContent}` : target.textContent;
  };
})();
