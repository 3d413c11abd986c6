// question: Which declared interests rest on words that no comment has?
// column: user_id string: id of the user
// column: article string: title of the article
// column: comment_id string: id of the comment that should say so
// column: fault string: no comment, or no such words
// column: quote string: the words that should show it
// caveat: There are no rows if all is well.
// cost: store
// tags: invariants
// since: 0.1.0

MATCH (person:User)-[fact:DECLARES_INTEREST_IN]->(subject:Article)
OPTIONAL MATCH (comment:Comment {id: fact.comment})
WITH person, subject, fact, comment
WHERE comment.id IS NULL
   OR fact.quote IS NOT NULL
      AND (fact.start IS NULL OR fact.end IS NULL OR fact.start < 0 OR fact.end <= fact.start
           OR NOT comment.text CONTAINS fact.quote
           OR substring(comment.text, abs(coalesce(fact.start, 0)), abs(coalesce(fact.end - fact.start, 0))) <> fact.quote
              AND NOT comment.text =~ '(?s).*[\\x{10000}-\\x{10FFFF}].*')
RETURN person.id AS user_id, subject.title AS article, fact.comment AS comment_id,
       CASE WHEN comment.id IS NULL THEN 'no comment' ELSE 'no such words' END AS fault, fact.quote AS quote
ORDER BY user_id, subject.id, comment_id;
