// question: Whose words is the last version of each passage made of, and how many that they brought in survived?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: status string = null: only last versions with this status, such as open or implemented
// column: page string: title of the page
// column: chain string: id of the earliest proposal that the last version goes back to, its own if there is none
// column: proposal_id string: id of the last version; a passage whose versions branch has several
// column: version int: 1 plus the number of earlier proposals that it goes back to
// column: text string: the last version, verbatim
// column: status string: what became of it
// column: words int: number of its words
// column: article_words int: how many of them the article had
// column: user string: name of a user who brought words into this or an earlier version
// column: brought int: number of words that the user brought in, over all these versions
// column: surviving int: number of the last version's words that the user brought in
// column: share float: share of the last version's words that the user brought in, 0 to 1
// column: runs string[]: these words as written, each run of them, in order
// column: link string: address of the comment with the last version on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: store
// tags: people
// since: 0.1.0

// Words that nobody signed are in none of the rows; they are what is left of the number of words.
MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
  AND ($status IS NULL OR proposal.status = $status) AND proposal.words IS NOT NULL
WITH talk, comment, proposal,
     COUNT { MATCH (proposal:Proposal)<-[:AMENDS*1..]-(later:Proposal) WHERE later.words IS NOT NULL } AS later_versions
WHERE later_versions = 0
OPTIONAL MATCH (proposal:Proposal)-[:AMENDS*1..]->(earlier:Proposal)<-[:PROPOSES]-(source:Comment)
WITH DISTINCT talk, comment, proposal, earlier, source
ORDER BY source.position, earlier.id
WITH talk, comment, proposal, collect(earlier.id) AS earlier_ids, min(source.position) AS earliest
MATCH (proposal:Proposal)-[:AMENDS*0..]->(made:Proposal)<-[:PROPOSES]-(:Comment)<-[:WROTE {role: 'author'}]-(person:User)
WITH DISTINCT talk, comment, proposal, earlier_ids, earliest, made, person
WITH talk, comment, proposal, earlier_ids, earliest, person, sum(coalesce(made.new_words, 0)) AS brought
OPTIONAL MATCH (person:User)-[worded:WORDED]->(proposal:Proposal)
WITH talk, comment, proposal, earlier_ids, earliest, person, brought, worded
WHERE brought > 0 OR worded IS NOT NULL
RETURN talk.title AS page, coalesce(head(earlier_ids), proposal.id) AS chain, proposal.id AS proposal_id,
       size(earlier_ids) + 1 AS version, proposal.text AS text, proposal.status AS status, proposal.words AS words,
       proposal.article_words AS article_words, person.name AS user, brought,
       coalesce(worded.words, 0) AS surviving, coalesce(worded.share, 0.0) AS share,
       coalesce(worded.runs, []) AS runs, coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, coalesce(earliest, comment.position), chain, comment.position, proposal.id, surviving DESC, person.id;
