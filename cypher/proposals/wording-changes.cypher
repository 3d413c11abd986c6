// question: Which words did each version of a passage add, remove and move, when and by whom?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: user string = null: only versions by this user, by name
// column: page string: title of the page
// column: proposal_id string: id of the version
// column: author string: name of the user who made it
// column: proposed datetime: when, UTC
// column: amends string: id of the version that it varies; a version that varies several has a row for each
// column: amended_author string: name of the user who made that one
// column: similarity float: share of words in common, 0 to 1
// column: kept int: number of words that both have in the same order
// column: words_added int: number of words that only the later one has
// column: words_removed int: number of words that only the earlier one has, of the part that is compared
// column: words_moved int: number of words that both have in other places
// column: added string[]: the words added, as written, each run of them
// column: removed string[]: the words removed, as written, each run of them
// column: moved string[]: the words moved, as written, each run of them
// column: text string: the version, verbatim
// column: status string: what became of it
// column: link string: address of the proposing comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: people
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE $page IS NULL OR talk.title = $page OR talk.id = $page
MATCH (proposal:Proposal)-[amending:AMENDS]->(before:Proposal)<-[:PROPOSES]-(source:Comment)
WHERE amending.words_kept IS NOT NULL
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(writer:User)
OPTIONAL MATCH (source:Comment)<-[:WROTE {role: 'author'}]-(other:User)
WITH talk, comment, proposal, amending, before, writer, other
WHERE $user IS NULL OR writer.name = $user
RETURN talk.title AS page, proposal.id AS proposal_id, writer.name AS author, comment.timestamp AS proposed,
       before.id AS amends, other.name AS amended_author, amending.similarity AS similarity,
       amending.words_kept AS kept, amending.words_added AS words_added, amending.words_removed AS words_removed,
       amending.words_moved AS words_moved, amending.added AS added, amending.removed AS removed,
       amending.moved AS moved, proposal.text AS text, proposal.status AS status,
       coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, comment.position, proposal.id, before.id;
