"use strict";
// The page around the picture: legend and filters, search, the panel with details, tables, keyboard.
// Everything that comes from a talk page is set as text, never as HTML.

// Return the data that is packed in the page: base64 of compressed JSON.
function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
}

(async () => {
  const $ = (id) => document.getElementById(id);
  const data = await unpack($("data").textContent);
  data.edges.forEach((edge, index) => { edge.id = index; });
  const byId = new Map(data.nodes.map((node) => [node.id, node]));
  const incident = new Map(data.nodes.map((node) => [node.id, []]));
  for (const edge of data.edges) {
    incident.get(edge.from).push(edge);
    if (edge.to !== edge.from) incident.get(edge.to).push(edge);
  }
  const state = { offNodes: new Set(), offEdges: new Set(), selected: null, near: null, only: false, hits: null, hitSections: new Set(), hit: -1, measure: "" };
  const usual = new Set(Object.entries(data.edgeStyles).filter(([, style]) => !style.shown).map(([type]) => type));
  usual.forEach((type) => state.offEdges.add(type));
  const filters = makeFilters({ data, byId, incident }, () => refresh());
  const overview = makeOverview({ data, byId, incident, filters }, () => { refresh(); picture.fit(); });

  const visible = (node) => overview.shows(node) && !state.offNodes.has(node.group) && filters.shows(node) && !(state.only && state.near && !state.near.has(node.id));
  const touches = (edge) => edge.from === state.selected || edge.to === state.selected;
  const ends = (edge) => visible(byId.get(edge.from)) && visible(byId.get(edge.to));
  // Relations that are off appear beside a selection; only who wrote a comment is told by its colour already.
  const beside = (edge) => touches(edge) && (edge.type !== "WROTE" || edge.from === state.selected || edge.count);
  const edgeVisible = (edge) => ends(edge) && (!state.offEdges.has(edge.type) || beside(edge));
  const found = (node) => state.hits.has(node.id) || (node.group === "Section" && state.hitSections.has(node.name));
  const faint = (node) => Boolean(state.hits ? !found(node) : state.near && !state.near.has(node.id));
  const edgeFaint = (edge) => (state.selected !== null ? !touches(edge) : Boolean(state.hits));


  // Symbols grow with a measure, by area, and never so much that they meet.
  const times = (edges) => edges.reduce((sum, edge) => sum + (edge.count || 1), 0);
  const MEASURES = {
    replies: (node) => times(incident.get(node.id).filter((edge) => edge.type === "REPLIES_TO" && edge.to === node.id)),
    stances: (node) => times(incident.get(node.id).filter((edge) => /^(ENDORSES|ENDORSES_WITH_CHANGES|OPPOSES|NEUTRAL_ON)$/.test(edge.type))),
    links: (node) => times(incident.get(node.id)),
    words: (node) => node.text.split(/\s+/).length,
  };
  const largest = new Map(); // of each kind of node, by measure
  function size(node) {
    const measure = MEASURES[state.measure];
    if (!measure || !/^(Comment|Proposal|User)$/.test(node.group)) return node.size;
    const key = `${state.measure} ${node.group}`;
    if (!largest.has(key)) largest.set(key, Math.max(1, ...data.nodes.filter((other) => other.group === node.group).map(measure)));
    return 4 + 9 * Math.sqrt(measure(node) / largest.get(key));
  }

  const picture = drawNetwork($("picture"), data, { scene: () => overview.scene(visible), visible, edgeVisible, faint, edgeFaint, size }, (id) => select(id));
  window.graphtalk = { network: picture.network, data, state }; // for the console and the tests

  function refresh() {
    picture.refresh();
    overview.tell(data.nodes.filter(visible).length);
    if (!$("tables").hidden) fillTables();
    $("only").disabled = state.selected === null;
    saveState();
  }

  // ---- legend ----

  function svg(children, width) {
    const root = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    root.setAttribute("width", width);
    root.setAttribute("height", 14);
    root.setAttribute("aria-hidden", "true");
    for (const [name, attributes] of children) {
      const child = document.createElementNS(root.namespaceURI, name);
      for (const [key, value] of Object.entries(attributes)) child.setAttribute(key, value);
      root.append(child);
    }
    return root;
  }
  const SHAPES = {
    dot: "M7 2a5 5 0 1 1 0 10a5 5 0 1 1 0-10Z", diamond: "M7 .5 13 7 7 13.5 1 7Z", square: "M3 3h8v8H3Z",
    hexagon: "M4 1.8h6L13 7l-3 5.2H4L1 7Z", triangle: "M7 1.5 12.5 11.5h-11Z",
    star: "m7 1 1.8 4 4.2.5-3.1 2.9.9 4.3L7 10.5l-3.8 2.2.9-4.3L1 5.5 5.2 5Z",
  };
  const shapeIcon = (style) => svg([["path", { d: SHAPES[style.shape], fill: style.color, stroke: "currentColor" }]], 14);
  function lineIcon(style) {
    const named = { ink: "var(--ink)", muted: "var(--edge)" };
    const stroke = named[style.color] || style.color;
    const parts = [["line", { x1: 0, y1: 7, x2: 30, y2: 7, stroke, "stroke-width": style.width, "stroke-dasharray": style.dashes.join(" ") }]];
    if (style.arrow === "bar") parts.push(["line", { x1: 30, y1: 2, x2: 30, y2: 12, stroke, "stroke-width": 2.5 }]);
    if (style.arrow === "circle") parts.push(["circle", { cx: 28, cy: 7, r: 3.5, fill: stroke }]);
    if (style.arrow === "arrow") parts.push(["path", { d: "M31 7 24 3.5v7Z", fill: stroke }]);
    return svg(parts, 32);
  }

  function filterButton(list, icon, name, count, off, key) {
    const button = element("button", [icon, element("span", name, "name"), element("span", count.toLocaleString("en"), "count")]);
    button.type = "button";
    button.dataset.key = key;
    button.setAttribute("aria-pressed", String(!off.has(key)));
    button.addEventListener("click", () => {
      if (!off.delete(key)) off.add(key);
      button.setAttribute("aria-pressed", String(!off.has(key)));
      refresh();
    });
    $(list).append(element("li", button));
  }
  const count = (items, field) => items.reduce((sums, item) => sums.set(item[field], (sums.get(item[field]) || 0) + 1), new Map());
  const nodeCounts = count(data.nodes, "group");
  const edgeCounts = count(data.edges, "type");
  for (const [kind, style] of Object.entries(data.nodeStyles)) {
    if (nodeCounts.has(kind)) filterButton("node-filter", shapeIcon(style), style.plural, nodeCounts.get(kind), state.offNodes, kind);
  }
  for (const [type, style] of Object.entries(data.edgeStyles)) {
    if (edgeCounts.has(type)) filterButton("edge-filter", lineIcon(style), style.forth, edgeCounts.get(type), state.offEdges, type);
  }

  // ---- selection ----

  const panel = makePanel({ data, byId, incident }, { select: (id) => select(id, true), open: (id) => openSection(id) });
  const { goButton } = panel;

  function select(id, follow) {
    if (id !== null) overview.reveal(byId.get(id));
    state.selected = id;
    state.near = id === null ? null : new Set([id, ...incident.get(id).flatMap((edge) => [edge.from, edge.to])]);
    refresh();
    if (id === null) {
      only(false);
      picture.clear();
      panel.clear();
      return;
    }
    panel.show(byId.get(id));
    if (follow) picture.focus(id);
  }

  function only(on) {
    if (state.only === on) return;
    state.only = on;
    $("only").setAttribute("aria-pressed", String(on));
    refresh();
  }
  $("only").addEventListener("click", () => only(!state.only));

  // ---- search ----

  function search() {
    const words = $("query").value.trim().toLowerCase();
    const matches = (node) => `${node.name} ${node.label} ${node.text} ${node.facts.map((fact) => fact[1]).join(" ")}`.toLowerCase().includes(words);
    const hits = data.nodes.filter((node) => words && (visible(node) || overview.many) && matches(node));
    state.hits = words ? new Set(hits.map((node) => node.id)) : null;
    state.hitSections = new Set(hits.map((node) => node.section));
    state.hit = -1;
    $("found").textContent = state.hits ? `${state.hits.size} found` : "";
    refresh();
  }
  $("query").addEventListener("input", search);

  function nextHit(step) {
    const hits = [...(state.hits || [])];
    if (!hits.length) return;
    state.hit = (state.hit + step + hits.length) % hits.length;
    $("found").textContent = `${state.hit + 1} of ${hits.length}`;
    select(hits[state.hit], true);
  }

  // ---- tables ----

  function table(caption, columns, rows) {
    const head = element("thead", element("tr", columns.map((name) => { const cell = element("th", name); cell.scope = "col"; return cell; })));
    const body = element("tbody", rows.map((cells) => element("tr", cells.map((cell) => flowing(element("td", cell))))));
    const made = element("table", [element("caption", `${caption} (${rows.length})`), head, body]);
    makeSortable(made);
    return made;
  }

  function fillTables() {
    const shown = data.nodes.filter((node) => visible(node) && (!state.hits || state.hits.has(node.id)));
    const ids = new Set(shown.map((node) => node.id));
    const edges = data.edges.filter((edge) => edgeVisible(edge) && ids.has(edge.from) && ids.has(edge.to));
    $("tables").replaceChildren(
      table("Items", ["Kind", "Name", "Time", "Section", "Text"], shown.map((node) => [
        element("span", SINGULAR[node.group], "short"), goButton(node, node.name), element("span", node.time, "short"), node.section, cut(node.text, 200),
      ])),
      table("Relations", ["From", "Relation", "To", "Words"], edges.map((edge) => [
        goButton(byId.get(edge.from), panel.snippet(byId.get(edge.from))),
        [data.edgeStyles[edge.type].forth, ...edge.notes].join(", "),
        goButton(byId.get(edge.to), panel.snippet(byId.get(edge.to))),
        cut(edge.title, 200),
      ])),
    );
  }

  $("as-table").addEventListener("click", () => {
    showTable($("tables").hidden);
    saveState();
  });
  function showTable(table) {
    $("as-table").setAttribute("aria-pressed", String(table));
    $("tables").hidden = !table;
    $("picture").hidden = table;
    if (table) fillTables();
  }

  // ---- size, arrangement, files ----

  $("measure").addEventListener("change", () => {
    state.measure = $("measure").value;
    refresh();
  });
  $("arrange").addEventListener("click", () => {
    const on = $("arrange").getAttribute("aria-pressed") !== "true";
    $("arrange").setAttribute("aria-pressed", String(on));
    picture.arrange(on);
  });
  const fileName = `${document.title.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 80)}`;
  $("png").addEventListener("click", () => savePng($("picture").querySelector("canvas"), picture.ground(), `${fileName}.png`));
  $("svg").addEventListener("click", () => {
    saveFile(new Blob([drawSvg(picture.shown(), document.title)], { type: "image/svg+xml" }), `${fileName}.svg`);
  });
  $("reset").addEventListener("click", () => {
    restore("");
    picture.fit();
  });

  // ---- state in the address, so that a link shows the same ----

  function saveState() {
    const words = new URLSearchParams();
    if (state.selected !== null) words.set("item", state.selected);
    if (state.only) words.set("only", "1");
    if ($("query").value.trim()) words.set("search", $("query").value.trim());
    const { person, section, stance, until } = filters.chosen;
    for (const [key, value] of Object.entries({ person, section, stance, size: state.measure })) if (value) words.set(key, value);
    if (until < filters.last) words.set("until", until);
    const hidden = [...state.offNodes, ...[...state.offEdges].filter((type) => !usual.has(type))];
    const added = [...usual].filter((type) => !state.offEdges.has(type));
    if (hidden.length) words.set("hide", hidden.join(" "));
    if (added.length) words.set("show", added.join(" "));
    if (!$("tables").hidden) words.set("table", "1");
    if (chosenTheme()) words.set("theme", chosenTheme());
    try {
      history.replaceState(null, "", `#${words}`);
    } catch {
      // A notebook's frame has no address of its own.
    }
  }

  function restore(hash) {
    const words = new URLSearchParams(hash);
    const list = (key) => (words.get(key) || "").split(" ").filter(Boolean);
    filters.pause();
    filters.set({ person: "", section: "", stance: "", until: filters.last, ...Object.fromEntries(words) });
    if (filters.active()) $("more").open = true; // or nothing would tell why so little is there
    state.measure = words.get("size") in MEASURES ? words.get("size") : "";
    $("measure").value = state.measure;
    state.offNodes.clear();
    state.offEdges.clear();
    usual.forEach((type) => state.offEdges.add(type));
    for (const key of list("hide")) (key in data.nodeStyles ? state.offNodes : state.offEdges).add(key);
    for (const key of list("show")) state.offEdges.delete(key);
    for (const button of document.querySelectorAll("#legend button")) {
      button.setAttribute("aria-pressed", String(!state.offNodes.has(button.dataset.key) && !state.offEdges.has(button.dataset.key)));
    }
    $("query").value = words.get("search") || "";
    const item = words.get("item");
    search();
    if (overview.many) picture.fit();
    select(byId.has(item) ? item : null, true);
    only(words.get("only") === "1" && byId.has(item));
    showTable(words.get("table") === "1");
    setTheme(words.get("theme") ?? chosenTheme());
    saveState();
  }

  function openSection(id) {
    const node = byId.get(id);
    if (!node || node.group !== "Section") return;
    select(null);
    overview.show(node.section);
  }
  picture.network.on("doubleClick", (event) => openSection(event.nodes[0]));

  // ---- keyboard ----

  const replies = (id) => incident.get(id).filter((edge) => edge.type === "REPLIES_TO");

  function step(key) {
    const read = data.nodes.filter((node) => /^(Comment|Section)$/.test(node.group) && visible(node));
    const comments = read.length ? read : data.nodes.filter(visible); // what the arrows walk through
    if (state.selected === null || !byId.has(state.selected)) return comments.length ? comments[0].id : null;
    const index = comments.findIndex((node) => node.id === state.selected);
    if (key === "ArrowLeft") return (replies(state.selected).find((edge) => edge.from === state.selected) || {}).to;
    if (key === "ArrowRight") {
      const answers = new Set(replies(state.selected).filter((edge) => edge.to === state.selected).map((edge) => edge.from));
      return (comments.find((node) => answers.has(node.id)) || {}).id;
    }
    return (comments[index + (key === "ArrowDown" ? 1 : -1)] || {}).id;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target === $("query");
    if (event.target.closest("#filters") && event.key !== "Escape" && event.key !== "/") return; // lists and slider use arrows
    if (event.key === "/" && !typing) {
      event.preventDefault();
      $("query").select();
    } else if (event.key === "Escape") {
      $("query").value = "";
      search();
      select(null);
      if (overview.many) overview.show("");
      picture.fit();
      $("picture").focus();
    } else if (event.key === "Enter" && typing) {
      nextHit(event.shiftKey ? -1 : 1);
    } else if (event.key === "Enter" && !event.target.closest("button, a, summary, select, input")) {
      openSection(state.selected);
    } else if (event.key === "f" && !typing && state.selected !== null) {
      only(!state.only);
    } else if (event.key.startsWith("Arrow") && !typing && $("tables").hidden && !$("panel").contains(event.target)) {
      const id = step(event.key);
      if (id) select(id, true);
      event.preventDefault();
    }
  });

  document.addEventListener("themechange", saveState);
  if (location.hash.length > 1) restore(location.hash.slice(1));
  addEventListener("hashchange", () => restore(location.hash.slice(1)));
})();
