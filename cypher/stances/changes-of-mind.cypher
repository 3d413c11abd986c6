// question: Who changed sides on a proposal, from what to what, and in which words?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: proposal_id string: id of the proposal
// column: text string: the wording or description, verbatim
// column: user string: name of the user
// column: from_stance string: the earlier side: support, oppose or neutral
// column: to_stance string: the later side
// column: from_time datetime: when the earlier side was taken, UTC
// column: time datetime: when the later one was taken, UTC
// column: from_quote string: the earlier words, verbatim
// column: quote string: the later words, verbatim
// column: rule string: id of the rule that read the later words
// column: confidence float: how sure that rule is, 0 to 1
// column: from_link string: address of the earlier comment on the wiki, else its id
// column: link string: address of the later comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: A stance that was struck out counts as one that was held before.
// cost: page
// tags: people
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (proposal:Proposal)<-[opinion:ENDORSES|OPPOSES|NEUTRAL_ON]-(comment:Comment)<-[:WROTE]-(person:User)
WITH talk, proposing, proposal, person, comment, opinion,
     CASE type(opinion) WHEN 'ENDORSES' THEN 'support' WHEN 'OPPOSES' THEN 'oppose' ELSE 'neutral' END AS side
ORDER BY talk.id, proposing.position, proposal.id, comment.timestamp IS NOT NULL, comment.timestamp, comment.position,
         opinion.start, side
WITH talk, proposing, proposal, person, collect({
       side: side, time: comment.timestamp, quote: opinion.quote, rule: opinion.rule, confidence: opinion.confidence,
       link: coalesce(comment.url, comment.id)
     }) AS said
UNWIND range(1, size(said) - 1) AS index
WITH talk, proposing, proposal, person, index, said[index - 1] AS former, said[index] AS latter
WHERE former.side <> latter.side
RETURN talk.title AS page, proposal.id AS proposal_id, proposal.text AS text, person.name AS user,
       former.side AS from_stance, latter.side AS to_stance, former.time AS from_time, latter.time AS time,
       former.quote AS from_quote, latter.quote AS quote, latter.rule AS rule, latter.confidence AS confidence,
       former.link AS from_link, latter.link AS link
ORDER BY talk.id, proposing.position, proposal.id, person.id, index;
