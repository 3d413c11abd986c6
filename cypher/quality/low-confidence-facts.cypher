// question: Which facts is the rule that read them least sure of?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: below float 0..1 = 0.7: only facts whose confidence is below this
// param: limit int 1..10000 = 50: at most this many rows
// column: page string: title of the page
// column: fact_type string: edge type of the fact
// column: about string: id of what the comment is linked to
// column: user string: name of the author
// column: quote string: the words that show it, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// since: 0.1.0

MATCH (talk:Page)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
WITH talk, COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[fact:PROPOSES|ENDORSES|OPPOSES|NEUTRAL_ON|DECIDES]->(thing:Proposal)
       WHERE fact.confidence < $below
       RETURN {comment: comment.id, fact: type(fact), about: thing.id, quote: fact.quote, rule: fact.rule, confidence: fact.confidence}
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[fact:CITES]->(thing:Source)
       WHERE fact.confidence < $below
       RETURN {comment: comment.id, fact: type(fact), about: thing.id, quote: fact.quote, rule: fact.rule, confidence: fact.confidence}
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[fact:INVOKES]->(thing:Policy)
       WHERE fact.confidence < $below
       RETURN {comment: comment.id, fact: type(fact), about: thing.id, quote: fact.quote, rule: fact.rule, confidence: fact.confidence}
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[fact:MENTIONS]->(thing:User)
       WHERE fact.confidence < $below
       RETURN {comment: comment.id, fact: type(fact), about: thing.id, quote: fact.quote, rule: fact.rule, confidence: fact.confidence}
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[fact:LINKS_TO]->(thing:Article)
       WHERE fact.confidence < $below
       RETURN {comment: comment.id, fact: type(fact), about: thing.id, quote: fact.quote, rule: fact.rule, confidence: fact.confidence}
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[fact:OPENS|ANSWERS]->(thing:Request)
       WHERE fact.confidence < $below
       RETURN {comment: comment.id, fact: type(fact), about: thing.id, quote: fact.quote, rule: fact.rule, confidence: fact.confidence}
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[fact:REPLIES_TO]->(thing:Comment)
       WHERE fact.confidence < $below
       RETURN {comment: comment.id, fact: type(fact), about: thing.id, quote: fact.quote, rule: fact.rule, confidence: fact.confidence}
     } AS facts
UNWIND facts AS found
MATCH (comment:Comment {id: found.comment})
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(author:User)
RETURN talk.title AS page, found.fact AS fact_type, found.about AS about, author.name AS user, found.quote AS quote,
       found.rule AS rule, found.confidence AS confidence, coalesce(comment.url, comment.id) AS link
ORDER BY confidence, talk.id, comment.position, comment.id, fact_type, about, author.id
LIMIT $limit;
