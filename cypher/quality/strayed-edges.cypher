// question: Which edges join what belongs to two pages?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of a page that the edge touches
// column: edge_type string: type of the edge
// column: start_id string: id of the start
// column: end_id string: id of the end
// column: other_page string: id of the other page, to which one of the ends belongs
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: There are no rows if all is well.
// caveat: Replies to comments of other pages are among broken-replies.
// cost: page
// tags: invariants
// since: 0.1.0

MATCH (talk:Page)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
WITH talk, COLLECT {
       MATCH (talk:Page)<-[step:ON_PAGE]-(place:Section)
       WHERE place.page <> talk.id
       RETURN {type: type(step), start: place.id, finish: talk.id, page: place.page}
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)-[step:SUBSECTION_OF]->(other:Section)
       WHERE place.page <> other.page
       RETURN {type: type(step), start: place.id, finish: other.id, page: other.page}
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[step:IN_SECTION]-(comment:Comment)
       WHERE comment.page <> place.page
       RETURN {type: type(step), start: comment.id, finish: place.id, page: comment.page}
     } + COLLECT {
       MATCH (proposal:Proposal {page: talk.id})<-[step:PROPOSES|ENDORSES|OPPOSES|NEUTRAL_ON|DECIDES]-(comment:Comment)
       WHERE comment.page <> talk.id
       RETURN {type: type(step), start: comment.id, finish: proposal.id, page: comment.page}
     } + COLLECT {
       MATCH (proposal:Proposal {page: talk.id})<-[step:AMENDS]-(other:Proposal)
       WHERE other.page <> talk.id
       RETURN {type: type(step), start: other.id, finish: proposal.id, page: other.page}
     } + COLLECT {
       MATCH (request:Request {page: talk.id})<-[step:OPENS|ANSWERS]-(comment:Comment)
       WHERE comment.page <> talk.id
       RETURN {type: type(step), start: comment.id, finish: request.id, page: comment.page}
     } + COLLECT {
       MATCH (request:Request {page: talk.id})-[step:ASKS_FOR]->(proposal:Proposal)
       WHERE proposal.page <> talk.id
       RETURN {type: type(step), start: request.id, finish: proposal.id, page: proposal.page}
     } AS strayed
UNWIND strayed AS found
RETURN talk.title AS page, found.type AS edge_type, found.start AS start_id, found.finish AS end_id,
       found.page AS other_page
ORDER BY talk.id, edge_type, start_id, end_id;
