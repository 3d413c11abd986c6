// question: Which nodes have an id that is not made of what they are?
// column: label string: label of the node
// column: node_id string: its id
// column: expected string: what the id should be, or begin with where it ends in …
// caveat: There are no rows if all is well.
// cost: store
// tags: invariants
// since: 0.1.0

WITH COLLECT {
       MATCH (talk:Page)
       WITH talk, coalesce(talk.site, 'local') + ':' + talk.title AS expected
       WHERE talk.id <> expected OR talk.page <> talk.id
       RETURN {label: 'Page', node: talk.id, expected: expected}
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)
       WHERE NOT place.id STARTS WITH talk.id + '#'
       RETURN {label: 'Section', node: place.id, expected: talk.id + '#…'}
     } + COLLECT {
       MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)
       WHERE NOT comment.id STARTS WITH talk.id + '#'
       RETURN {label: 'Comment', node: comment.id, expected: talk.id + '#…'}
     } + COLLECT {
       MATCH (proposal:Proposal)<-[:PROPOSES]-(comment:Comment)
       WHERE NOT proposal.id STARTS WITH comment.id + '/p'
       RETURN {label: 'Proposal', node: proposal.id, expected: comment.id + '/p…'}
     } + COLLECT {
       MATCH (request:Request)
       WHERE NOT request.id STARTS WITH request.page + '#'
       RETURN {label: 'Request', node: request.id, expected: request.page + '#…'}
     } + COLLECT {
       MATCH (person:User)
       WITH person, coalesce(person.site, 'local') + ':User:' + person.name AS expected
       WHERE person.id <> expected
       RETURN {label: 'User', node: person.id, expected: expected}
     } + COLLECT {
       MATCH (policy:Policy)
       WITH policy, coalesce(policy.site, 'local') + ':' + policy.title AS expected
       WHERE policy.id <> expected
       RETURN {label: 'Policy', node: policy.id, expected: expected}
     } + COLLECT {
       MATCH (article:Article)
       WITH article, coalesce(article.site, 'local') + ':' + article.title AS expected
       WHERE article.id <> expected
       RETURN {label: 'Article', node: article.id, expected: expected}
     } + COLLECT {
       MATCH (work:Source)
       WHERE NOT work.id STARTS WITH work.kind + ':'
       RETURN {label: 'Source', node: work.id, expected: work.kind + ':…'}
     } AS faults
UNWIND faults AS found
RETURN found.label AS label, found.node AS node_id, found.expected AS expected
ORDER BY label, node_id, expected;
