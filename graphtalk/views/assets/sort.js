"use strict";
// Makes a table's headings sort its rows: by number where cells begin with one, else by the alphabet.

function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  for (const [column, head] of heads.entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const keyed = [...table.tBodies[0].rows].map((row) => [row.cells[column].textContent.trim(), row]);
      keyed.sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
      if (down) keyed.reverse();
      table.tBodies[0].append(...keyed.map(([, row]) => row));
    });
  }
}
