// question: Of which facts do the quoted words not stand where the fact says?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: fact_type string: edge type of the fact
// column: about string: id of what the comment is linked to
// column: begin int: first code point of the quote in the comment
// column: finish int: one past its last code point
// column: quote string: the words that show it, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: text string: the comment, verbatim
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: There are no rows if all is well.
// caveat: The engines count characters beyond the basic plane, such as emoji, twice: in a comment with such a one it is enough that the quote is there.
// cost: page
// tags: invariants
// since: 0.1.0

MATCH (talk:Page)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
WITH talk, COLLECT {
       MATCH (thing:Proposal {page: talk.id})<-[fact:PROPOSES|ENDORSES|OPPOSES|NEUTRAL_ON|DECIDES]-(comment:Comment)
       WHERE fact.quote IS NOT NULL
         AND (coalesce(fact.start, -1) < 0 OR coalesce(fact.end, -1) <= fact.start OR fact.end > size(comment.text)
              OR substring(comment.text, abs(coalesce(fact.start, 0)), abs(coalesce(fact.end - fact.start, 0))) <> fact.quote)
       RETURN {
         type: type(fact), thing: thing.id, quote: fact.quote, begin: fact.start, finish: fact.end, rule: fact.rule,
         confidence: fact.confidence, comment: comment.id
       }
     } + COLLECT {
       MATCH (thing:Proposal {page: talk.id})<-[fact:AMENDS]-(:Proposal)<-[:PROPOSES]-(comment:Comment)
       WHERE fact.quote IS NOT NULL
         AND (coalesce(fact.start, -1) < 0 OR coalesce(fact.end, -1) <= fact.start OR fact.end > size(comment.text)
              OR substring(comment.text, abs(coalesce(fact.start, 0)), abs(coalesce(fact.end - fact.start, 0))) <> fact.quote)
       RETURN {
         type: type(fact), thing: thing.id, quote: fact.quote, begin: fact.start, finish: fact.end, rule: fact.rule,
         confidence: fact.confidence, comment: comment.id
       }
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[fact:CITES]->(thing:Source)
       WHERE fact.quote IS NOT NULL
         AND (coalesce(fact.start, -1) < 0 OR coalesce(fact.end, -1) <= fact.start OR fact.end > size(comment.text)
              OR substring(comment.text, abs(coalesce(fact.start, 0)), abs(coalesce(fact.end - fact.start, 0))) <> fact.quote)
       RETURN {
         type: type(fact), thing: thing.id, quote: fact.quote, begin: fact.start, finish: fact.end, rule: fact.rule,
         confidence: fact.confidence, comment: comment.id
       }
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[fact:INVOKES]->(thing:Policy)
       WHERE fact.quote IS NOT NULL
         AND (coalesce(fact.start, -1) < 0 OR coalesce(fact.end, -1) <= fact.start OR fact.end > size(comment.text)
              OR substring(comment.text, abs(coalesce(fact.start, 0)), abs(coalesce(fact.end - fact.start, 0))) <> fact.quote)
       RETURN {
         type: type(fact), thing: thing.id, quote: fact.quote, begin: fact.start, finish: fact.end, rule: fact.rule,
         confidence: fact.confidence, comment: comment.id
       }
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[fact:MENTIONS]->(thing:User)
       WHERE fact.quote IS NOT NULL
         AND (coalesce(fact.start, -1) < 0 OR coalesce(fact.end, -1) <= fact.start OR fact.end > size(comment.text)
              OR substring(comment.text, abs(coalesce(fact.start, 0)), abs(coalesce(fact.end - fact.start, 0))) <> fact.quote)
       RETURN {
         type: type(fact), thing: thing.id, quote: fact.quote, begin: fact.start, finish: fact.end, rule: fact.rule,
         confidence: fact.confidence, comment: comment.id
       }
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[fact:LINKS_TO]->(thing:Article)
       WHERE fact.quote IS NOT NULL
         AND (coalesce(fact.start, -1) < 0 OR coalesce(fact.end, -1) <= fact.start OR fact.end > size(comment.text)
              OR substring(comment.text, abs(coalesce(fact.start, 0)), abs(coalesce(fact.end - fact.start, 0))) <> fact.quote)
       RETURN {
         type: type(fact), thing: thing.id, quote: fact.quote, begin: fact.start, finish: fact.end, rule: fact.rule,
         confidence: fact.confidence, comment: comment.id
       }
     } + COLLECT {
       MATCH (thing:Request {page: talk.id})<-[fact:OPENS|ANSWERS]-(comment:Comment)
       WHERE fact.quote IS NOT NULL
         AND (coalesce(fact.start, -1) < 0 OR coalesce(fact.end, -1) <= fact.start OR fact.end > size(comment.text)
              OR substring(comment.text, abs(coalesce(fact.start, 0)), abs(coalesce(fact.end - fact.start, 0))) <> fact.quote)
       RETURN {
         type: type(fact), thing: thing.id, quote: fact.quote, begin: fact.start, finish: fact.end, rule: fact.rule,
         confidence: fact.confidence, comment: comment.id
       }
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[fact:REPLIES_TO]->(thing:Comment)
       WHERE fact.quote IS NOT NULL
         AND (coalesce(fact.start, -1) < 0 OR coalesce(fact.end, -1) <= fact.start OR fact.end > size(comment.text)
              OR substring(comment.text, abs(coalesce(fact.start, 0)), abs(coalesce(fact.end - fact.start, 0))) <> fact.quote)
       RETURN {
         type: type(fact), thing: thing.id, quote: fact.quote, begin: fact.start, finish: fact.end, rule: fact.rule,
         confidence: fact.confidence, comment: comment.id
       }
     } AS facts
UNWIND facts AS found
MATCH (comment:Comment {id: found.comment})
WHERE NOT (comment.text =~ '(?s).*[\\x{10000}-\\x{10FFFF}].*' AND found.begin >= 0 AND found.finish > found.begin
           AND comment.text CONTAINS found.quote)
RETURN talk.title AS page, found.type AS fact_type, found.thing AS about, found.begin AS begin, found.finish AS finish,
       found.quote AS quote, found.rule AS rule, found.confidence AS confidence, comment.text AS text,
       coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, comment.position, comment.id, fact_type, about, begin;
