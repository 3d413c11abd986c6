"use strict";
// A page that has more than can be seen at once: first its sections and people, then what is in a section that is opened.

const BETWEEN = 36; // pixels between islands, as in layout.py

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

  // What the picture is made of: all there is, or of many what is visible with the islands of its comments, moved together.
  const homes = many ? new Map(data.nodes.map((node) => [node.id, { x: node.x, y: node.y }])) : null;
  function scene(visible) {
    if (!many) return data;
    const nodes = data.nodes.filter(visible);
    if (!open()) return { nodes, islands: [] };
    const stands = (node, { x, y, width, height }) => {
      const home = homes.get(node.id);
      return home.x >= x && home.x <= x + width && home.y >= y && home.y <= y + height;
    };
    const comments = nodes.filter((node) => node.group === "Comment");
    const kept = data.islands.filter((island) => comments.some((node) => stands(node, island)));
    const islands = together(kept);
    let right = 0;
    for (const node of nodes) {
      const home = homes.get(node.id);
      const place = kept.findIndex((island) => stands(node, island));
      if (place >= 0) {
        node.x = home.x + islands[place].x - kept[place].x;
        node.y = home.y + islands[place].y - kept[place].y;
      } else { // what another section was the first to cite: in a row above
        node.x = right;
        node.y = -BETWEEN;
        right += node.room + BETWEEN;
      }
    }
    return { nodes, islands };
  }

  // Islands in columns that together are about as wide as a screen, in the order of the page.
  function together(kept) {
    const high = Math.sqrt(kept.reduce((sum, island) => sum + island.width * island.height, 0));
    let [x, y, widest] = [0, 0, 0];
    return kept.map((island) => {
      if (y > 0 && y + island.height / 2 > high) [x, y, widest] = [x + widest + BETWEEN, 0, 0];
      const moved = { ...island, x, y };
      y += island.height + BETWEEN;
      widest = Math.max(widest, island.width);
      return moved;
    });
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
