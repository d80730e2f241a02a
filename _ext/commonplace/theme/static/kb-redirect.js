// Lead on from an old address, with the query and the fragment that came along.
(function () {
  const target = new URL(document.getElementById("kb-target").href);
  if (location.search && !target.search) target.search = location.search;
  if (location.hash && !target.hash) target.hash = location.hash;
  location.replace(target.href);
})();
