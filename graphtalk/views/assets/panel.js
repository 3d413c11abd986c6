"use strict";
// The panel: what is selected, with its text, in which the words behind each fact are marked, and all that it is linked to.

function element(name, content, className) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (typeof content === "string") made.textContent = content;
  else if (content) made.append(...[content].flat());
  return made;
}
const flowing = (made) => { made.dir = "auto"; return made; }; // text of unknown language and direction
const cut = (text, length) => (text.length > length ? text.slice(0, length - 1) + "…" : text);
const SINGULAR = {
  Section: "Section", User: "Person", Comment: "Comment", Proposal: "Proposal", Source: "Source", Policy: "Policy", Article: "Article",
};
const LISTED = 100; // of one kind of relation; the table has all

// parts: {data, byId, incident}; go: {select(id), open(id)} are called when something else is to be shown.
function makePanel(parts, go) {
  const { data, byId, incident } = parts;
  const panel = document.getElementById("panel");
  const welcome = [...panel.childNodes];
  const snippet = (node) => (node.group === "Comment" || node.group === "Proposal" ? `${node.name}: ${node.title}` : node.name);

  function goButton(node, text) {
    const button = flowing(element("button", cut(text, 120), "go"));
    button.type = "button";
    button.addEventListener("click", () => go.select(node.id));
    return button;
  }

  function openButton(node) {
    const button = element("button", "Open this section");
    button.type = "button";
    button.addEventListener("click", () => go.open(node.id));
    return button;
  }

  function link(url, text) {
    if (!/^https?:\/\//i.test(url)) return [];
    const made = element("a", text);
    made.href = url;
    made.target = "_blank";
    made.rel = "noopener noreferrer";
    return [made];
  }

  // The text of a comment, cut where the words behind a fact begin or end: spans count code points, as Python does.
  function marked(node) {
    const letters = [...node.text];
    const facts = incident.get(node.id).filter((edge) => edge.from === node.id && edge.span && node.group === "Comment");
    const ends = [...new Set([0, letters.length, ...facts.flatMap((edge) => edge.span)])].sort((a, b) => a - b);
    return ends.slice(1).map((end, index) => {
      const over = facts.filter((edge) => edge.span[0] <= ends[index] && end <= edge.span[1]);
      const text = letters.slice(ends[index], end).join("");
      if (!over.length) return text;
      over.sort((a, b) => a.span[1] - a.span[0] - (b.span[1] - b.span[0])); // the fewest words are the most telling
      const mark = element("mark", text, over[0].type);
      mark.title = over.map((edge) => `${data.edgeStyles[edge.type].forth} ${byId.get(edge.to).name}`).join("; ");
      return mark;
    });
  }

  function relation(node, edge) {
    const other = byId.get(edge.from === node.id ? edge.to : edge.from);
    const item = element("li", goButton(other, snippet(other)));
    const notes = edge.notes.concat(edge.facts.map(([name, value]) => `${name} ${value}`));
    if (notes.length) item.append(" ", element("small", `(${notes.join(", ")})`));
    if (!edge.title) return item;
    const source = byId.get(edge.comment || edge.from); // the comment that has these words
    if (source && source !== node && source.group === "Comment") item.append(" ", ...link(source.url, "on the wiki"));
    item.append(flowing(element("q", edge.title)));
    return item;
  }

  function relations(node) {
    const groups = new Map();
    for (const edge of incident.get(node.id)) {
      const words = data.edgeStyles[edge.type][edge.from === node.id ? "forth" : "back"];
      groups.set(words, (groups.get(words) || []).concat(edge));
    }
    const order = Object.values(data.edgeStyles).flatMap((style) => [style.forth, style.back]);
    return [...groups].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)).flatMap(([words, edges]) => [
      element("h3", words[0].toUpperCase() + words.slice(1) + (edges.length > 1 ? ` (${edges.length.toLocaleString("en")})` : "")),
      element("ul", edges.slice(0, LISTED).map((edge) => relation(node, edge))),
      ...(edges.length > LISTED ? [element("p", `and ${(edges.length - LISTED).toLocaleString("en")} more`, "about")] : []),
    ]);
  }

  function show(node) {
    const inside = panel.contains(document.activeElement);
    const author = node.author && byId.get(node.author);
    const section = node.group === "Section" ? "" : node.section;
    const about = [node.group === "Comment" ? "" : SINGULAR[node.group], node.time, section].filter(Boolean).join(" · ");
    const facts = element("dl", node.facts.flatMap(([name, value]) => [element("dt", name), flowing(element("dd", value))]));
    const onWiki = /^(Comment|Proposal|Section)$/.test(node.group);
    panel.replaceChildren(
      flowing(element("h2", author ? goButton(author, node.name) : node.name)),
      element("p", about, "about"),
      ...(node.text ? [flowing(element("div", marked(node), "text"))] : []),
      ...(node.facts.length ? [facts] : []),
      ...link(node.url, onWiki ? "Open on the wiki" : node.url).map((made) => element("p", made)),
      ...(node.group === "Section" ? [openButton(node)] : []),
      ...relations(node),
    );
    panel.scrollTop = 0;
    if (inside) panel.focus(); // the link that had the focus is gone
  }

  return { show, goButton, snippet, clear: () => panel.replaceChildren(...welcome) };
}
