// What the theme's scripts want to know of the page, and the buttons that they handle.
(function () {
  const options = document.currentScript.dataset;
  if (typeof DOCUMENTATION_OPTIONS !== "undefined") {
    DOCUMENTATION_OPTIONS.pagename = options.pagename;
    DOCUMENTATION_OPTIONS.search_as_you_type = options.searchAsYouType === "true";
  }
  const actions = {
    fullscreen: () => window.toggleFullScreen && window.toggleFullScreen(),
    print: () => window.print(),
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-kb-action]");
    const action = button && actions[button.dataset.kbAction];
    if (action) action();
  });
})();
