"use strict";
// Opens and closes all that can be folded, opens what a link leads to, and lets tables be sorted.

(() => {
  const folds = () => document.querySelectorAll("main details");
  for (const button of document.querySelectorAll("[data-fold]")) {
    button.addEventListener("click", () => {
      for (const fold of folds()) fold.open = button.dataset.fold === "open";
    });
  }
  addEventListener("beforeprint", () => {
    for (const fold of folds()) fold.open = true;
  });

  // What a link leads to is shown, also where it is folded away.
  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let up = target.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  reveal();

  document.querySelectorAll("table[data-sortable]").forEach(makeSortable);
})();
