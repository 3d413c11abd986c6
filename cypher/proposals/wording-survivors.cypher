// question: Which versions of a passage outlived the others, and who had a hand in them?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: proposal_id string: id of a version that no later one varies
// column: versions int: number of versions that it goes back to, itself included
// column: words int: number of its words
// column: authors string[]: names of the users whose words are in it, the most words first
// column: shares float[]: share of the words of each, 0 to 1
// column: status string: what became of the proposal
// column: supporters int: number of users who support it in some comment, struck-out stances aside
// column: opponents int: the same, oppose
// column: text string: the wording or description, verbatim
// column: rule string: id of the rule that found it
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the proposing comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: store
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page) AND proposal.words IS NOT NULL
  AND NOT EXISTS { MATCH (proposal:Proposal)<-[:AMENDS]-(:Proposal) }
OPTIONAL MATCH (proposal:Proposal)-[:AMENDS*1..]->(earlier:Proposal)
WITH talk, proposing, proposal, count(DISTINCT earlier) + 1 AS versions
OPTIONAL MATCH (proposal:Proposal)<-[worded:WORDED]-(person:User)
WITH talk, proposing, proposal, versions, worded, person
ORDER BY worded.words DESC, person.id
WITH talk, proposing, proposal, versions, collect(person.name) AS authors, collect(worded.share) AS shares
RETURN talk.title AS page, proposal.id AS proposal_id, versions, proposal.words AS words, authors, shares,
       proposal.status AS status,
       COUNT {
         MATCH (proposal:Proposal)<-[yes:ENDORSES]-(:Comment)<-[:WROTE]-(backer:User)
         WHERE NOT coalesce(yes.struck, false) RETURN DISTINCT backer
       } AS supporters,
       COUNT {
         MATCH (proposal:Proposal)<-[no:OPPOSES]-(:Comment)<-[:WROTE]-(objector:User)
         WHERE NOT coalesce(no.struck, false) RETURN DISTINCT objector
       } AS opponents,
       proposal.text AS text, proposal.rule AS rule, proposal.confidence AS confidence,
       coalesce(proposing.url, proposing.id) AS link
ORDER BY talk.id, proposing.position, proposal.id;
