// question: Which edges to revisions of an article rest on a comment that does not cite the work?
// column: source_id string: id of the work
// column: revision_id string: id of the article's revision
// column: comment_id string: id of the comment that the edge names
// cost: store
// tags: invariants
// since: 0.2.0

MATCH (source:Source)-[fact:BROUGHT_IN|TAKEN_OUT]->(revision:ArticleRevision)
WHERE NOT EXISTS { MATCH (citing:Comment {id: fact.comment})-[:CITES]->(source:Source) }
RETURN source.id AS source_id, revision.id AS revision_id, fact.comment AS comment_id
ORDER BY source_id, revision_id, comment_id, type(fact);
