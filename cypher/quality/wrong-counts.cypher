// question: Which nodes have another number of edges or words than there must be?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: label string: label of the node
// column: node_id string: its id
// column: counted string: what was counted
// column: expected string: how many there must be
// column: found int: how many there are
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: There are no rows if all is well.
// caveat: What has no such edge at all is among orphans.
// cost: page
// tags: invariants
// since: 0.1.0

MATCH (talk:Page)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
WITH talk, COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)
       WITH place, COUNT { MATCH (place:Section)-[:ON_PAGE]->(:Page) } AS many
       WHERE many > 1
       RETURN {label: 'Section', node: place.id, counted: 'ON_PAGE', expected: '1', many: many}
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)
       WITH place, COUNT { MATCH (place:Section)-[:SUBSECTION_OF]->(:Section) } AS many
       WHERE many > 1
       RETURN {label: 'Section', node: place.id, counted: 'SUBSECTION_OF', expected: '0 or 1', many: many}
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)
       WITH DISTINCT comment, COUNT { MATCH (comment:Comment)-[:IN_SECTION]->(:Section) } AS many
       WHERE many > 1
       RETURN {label: 'Comment', node: comment.id, counted: 'IN_SECTION', expected: '1', many: many}
     } + COLLECT {
       MATCH (proposal:Proposal {page: talk.id})
       WITH proposal, COUNT { MATCH (proposal:Proposal)<-[:PROPOSES]-(:Comment) } AS many
       WHERE many > 1
       RETURN {label: 'Proposal', node: proposal.id, counted: 'PROPOSES', expected: '1', many: many}
     } + COLLECT {
       MATCH (request:Request {page: talk.id})
       WITH request, COUNT { MATCH (request:Request)<-[:OPENS]-(:Comment) } AS many
       WHERE many > 1
       RETURN {label: 'Request', node: request.id, counted: 'OPENS', expected: '1', many: many}
     } + COLLECT {
       MATCH (proposal:Proposal {page: talk.id})<-[credit:WORDED]-(:User)
       WITH proposal, sum(credit.words) AS credited
       WITH proposal, credited + coalesce(proposal.article_words, 0) AS many
       WHERE proposal.words IS NULL OR many > proposal.words
       RETURN {
         label: 'Proposal', node: proposal.id, counted: 'words credited', expected: 'at most its words', many: many
       }
     } + COLLECT {
       MATCH (newer:Proposal {page: talk.id})-[change:AMENDS]->(:Proposal)
       WITH newer, change.words_kept + change.words_added + change.words_moved AS many
       WHERE many > newer.words
       RETURN {
         label: 'Proposal', node: newer.id, counted: 'words of a change', expected: 'at most its words', many: many
       }
     } AS faults
UNWIND faults AS found
RETURN talk.title AS page, found.label AS label, found.node AS node_id, found.counted AS counted,
       found.expected AS expected, found.many AS found
ORDER BY talk.id, label, node_id, counted, found;
