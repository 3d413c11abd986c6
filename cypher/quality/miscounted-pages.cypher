// question: Which pages have another number of nodes than their import counted?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: label string: label of the nodes
// column: expected int: how many the import counted
// column: found int: how many there are
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: There are no rows if all is well.
// cost: page
// tags: invariants
// since: 0.1.0

MATCH (talk:Page)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
  AND talk.row_counts IS NOT NULL
WITH talk, COUNT { MATCH (:Section {page: talk.id}) } AS sections, COUNT { MATCH (:Comment {page: talk.id}) } AS comments,
     COUNT { MATCH (:Proposal {page: talk.id}) } AS proposals, COUNT { MATCH (:Request {page: talk.id}) } AS requests
UNWIND [
  {label: 'Section', many: sections}, {label: 'Comment', many: comments}, {label: 'Proposal', many: proposals},
  {label: 'Request', many: requests}
] AS stored
WITH talk, stored, head([told IN talk.row_counts WHERE told ENDS WITH ' ' + stored.label | split(told, ' ')[0]]) AS told
WITH talk, stored.label AS label, stored.many AS found, coalesce(toInteger(told), 0) AS expected
WHERE found <> expected
RETURN talk.title AS page, label, expected, found
ORDER BY talk.id, label;
