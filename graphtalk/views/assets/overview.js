"use strict";
// A page that has more than can be seen at once: first its sections and people, then what is in a section that is opened.

// parts: {data, byId, incident, filters}; changed() is called when another part is to be shown.
function makeOverview(parts, changed) {
  const { data, byId, incident, filters } = parts;
  const many = data.total > 0;
  const all = document.getElementById("all");
  const open = () => !many || Boolean(filters.chosen.person || filters.chosen.section || filters.chosen.stance);
  const shows = (node) => !many || (open() ? node.group !== "User" && node.group !== "Section" : Boolean(node.first));
  const show = (section) => {
    filters.set({ person: "", section, stance: "" });
    changed();
  };
  all.addEventListener("click", () => show(""));

  // Open what a node is in, where it is not among what is shown.
  function reveal(node) {
    if (!many || shows(node)) return;
    const near = [node, ...incident.get(node.id).flatMap((edge) => [byId.get(edge.from), byId.get(edge.to)])];
    const inside = near.find((other) => other.group === "Comment");
    show(node.group === "User" || node.group === "Section" || !inside ? "" : inside.section);
  }

  // What the picture is made of: all there is, or of many what is visible with the islands that it stands on.
  function scene(visible) {
    if (!many) return data;
    const nodes = data.nodes.filter(visible);
    const stands = (node, { x, y, width, height }) => node.x >= x && node.x <= x + width && node.y >= y && node.y <= y + height;
    const islands = open() ? data.islands.filter((island) => nodes.some((node) => stands(node, island))) : [];
    return { nodes, islands };
  }

  // Tell how much is shown, and offer the way back.
  const caption = document.getElementById("caption");
  const first = caption && caption.textContent;
  function tell(count) {
    if (!many) return;
    all.hidden = !open();
    caption.textContent = open() ? `${count.toLocaleString("en")} of ${data.total.toLocaleString("en")}` : first;
  }
  return { many, open, shows, show, reveal, scene, tell };
}
