// question: On which pages do sections or comments not count through from 0?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: label string: Section or Comment
// column: nodes int: how many there are
// column: places int: how many different positions they have
// column: least int: the least position
// column: greatest int: the greatest position
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: There are no rows if all is well.
// cost: page
// tags: invariants
// since: 0.1.0

MATCH (talk:Page)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
WITH talk, COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)
       WITH count(place) AS nodes, count(DISTINCT place.position) AS places, min(place.position) AS least,
            max(place.position) AS greatest
       WHERE nodes > 0 AND (places < nodes OR least <> 0 OR greatest <> nodes - 1)
       RETURN {label: 'Section', nodes: nodes, places: places, least: least, greatest: greatest}
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)
       WITH count(comment) AS nodes, count(DISTINCT comment.position) AS places, min(comment.position) AS least,
            max(comment.position) AS greatest
       WHERE nodes > 0 AND (places < nodes OR least <> 0 OR greatest <> nodes - 1)
       RETURN {label: 'Comment', nodes: nodes, places: places, least: least, greatest: greatest}
     } AS faults
UNWIND faults AS found
RETURN talk.title AS page, found.label AS label, found.nodes AS nodes, found.places AS places, found.least AS least,
       found.greatest AS greatest
ORDER BY talk.id, label;
