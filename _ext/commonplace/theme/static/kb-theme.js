// Choose the colours before the page is drawn; the default stands in the page.
(function () {
  const root = document.documentElement;
  const chosen = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // storage that is switched off
    }
  };
  const ours = root.dataset.theme || "auto";
  root.dataset.mode = chosen("mode") || ours;
  root.dataset.theme = chosen("theme") || ours;
})();
