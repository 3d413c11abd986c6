// question: Which edges join what belongs to two pages?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of a page that the edge touches
// column: edge_type string: type of the edge
// column: start_id string: id of the start
// column: end_id string: id of the end
// column: end_page string: id of the page that the end belongs to
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: There are no rows if all is well.
// caveat: Replies to comments of other pages are among broken-replies.
// cost: page
// tags: invariants
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
WITH talk, place, COLLECT {
       MATCH (place:Section)-[step:ON_PAGE]->(other:Page)
       WHERE place.page <> other.id
       RETURN {type: type(step), start: place.id, finish: other.id, page: other.id}
     } + COLLECT {
       MATCH (place:Section)-[step:SUBSECTION_OF]->(other:Section)
       WHERE place.page <> other.page
       RETURN {type: type(step), start: place.id, finish: other.id, page: other.page}
     } + COLLECT {
       MATCH (place:Section)<-[step:IN_SECTION]-(comment:Comment)
       WHERE comment.page <> place.page
       RETURN {type: type(step), start: comment.id, finish: place.id, page: place.page}
     } + COLLECT {
       MATCH (place:Section)<-[:IN_SECTION]-(comment:Comment)-[step:PROPOSES|ENDORSES|OPPOSES|NEUTRAL_ON|DECIDES]->(other:Proposal)
       WHERE comment.page <> other.page
       RETURN {type: type(step), start: comment.id, finish: other.id, page: other.page}
     } + COLLECT {
       MATCH (place:Section)<-[:IN_SECTION]-(comment:Comment)-[step:OPENS|ANSWERS]->(other:Request)
       WHERE comment.page <> other.page
       RETURN {type: type(step), start: comment.id, finish: other.id, page: other.page}
     } + COLLECT {
       MATCH (place:Section)<-[:IN_SECTION]-(:Comment)-[:PROPOSES]->(proposal:Proposal)-[step:AMENDS]->(other:Proposal)
       WHERE proposal.page <> other.page
       RETURN {type: type(step), start: proposal.id, finish: other.id, page: other.page}
     } + COLLECT {
       MATCH (place:Section)<-[:IN_SECTION]-(:Comment)-[:OPENS]->(request:Request)-[step:ASKS_FOR]->(other:Proposal)
       WHERE request.page <> other.page
       RETURN {type: type(step), start: request.id, finish: other.id, page: other.page}
     } AS strayed
UNWIND strayed AS found
RETURN DISTINCT talk.title AS page, found.type AS edge_type, found.start AS start_id, found.finish AS end_id,
       found.page AS end_page
ORDER BY page, edge_type, start_id, end_id, end_page;
