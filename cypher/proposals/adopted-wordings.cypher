// question: Which wordings reached the article, in which words, who put them there, how long did they live, who took them out?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: proposal_id string: id of the proposal
// column: author string: name of the user who proposed it
// column: status string: what the discussion made of it
// column: adopted string: verbatim, adapted or never
// column: text string: the wording as proposed
// column: in_article string: the words as the article had them; null where it never had
// column: added string[]: words that only the article has, each run of them
// column: removed string[]: words that only the proposal has, each run of them
// column: editor string: name of the user who put it into the article
// column: time datetime: time at which that was saved, UTC
// column: days float: days of 24 hours that it stood; null while it stands
// column: removed_by string: name of the user who took it out
// column: removed_at datetime: time at which that was saved, UTC
// column: link string: address of the revision that brought it in, else of the proposal's comment
// example: page="Talk:Mill"
// caveat: Only pages that were imported with --check-article have any.
// cost: page
// tags: history outcomes
// since: 0.2.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page) AND proposal.adopted IS NOT NULL
OPTIONAL MATCH (proposing:Comment)<-[:WROTE {role: 'author'}]-(writer:User)
OPTIONAL MATCH (proposal:Proposal)-[adoption:ADOPTED_IN]->(came:ArticleRevision)
OPTIONAL MATCH (proposal:Proposal)-[:REMOVED_IN]->(went:ArticleRevision)
RETURN talk.title AS page, proposal.id AS proposal_id, writer.name AS author, proposal.status AS status,
       proposal.adopted AS adopted, proposal.text AS text, adoption.text AS in_article, adoption.added AS added,
       adoption.removed AS removed, came.editor AS editor, came.timestamp AS time, adoption.days AS days,
       went.editor AS removed_by, went.timestamp AS removed_at,
       coalesce(came.url, proposing.url, proposing.id) AS link
ORDER BY talk.id, proposing.position, proposal.id, writer.id, came.id, went.id;
