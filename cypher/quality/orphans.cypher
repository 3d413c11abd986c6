// question: Which nodes are tied to nothing that uses them?
// column: label string: label of the node
// column: node_id string: id of the node
// caveat: There are no rows if all is well.
// cost: store
// tags: invariants
// since: 0.1.0

WITH COLLECT {
       MATCH (alone:Section)
       WHERE NOT EXISTS { MATCH (alone:Section)-[:ON_PAGE]->(:Page) }
       RETURN {label: 'Section', node: alone.id}
     } + COLLECT {
       MATCH (alone:Comment)
       WHERE NOT EXISTS { MATCH (alone:Comment)-[:IN_SECTION]->(:Section) }
       RETURN {label: 'Comment', node: alone.id}
     } + COLLECT {
       MATCH (alone:Proposal)
       WHERE NOT EXISTS { MATCH (alone:Proposal)<-[:PROPOSES]-(:Comment) }
       RETURN {label: 'Proposal', node: alone.id}
     } + COLLECT {
       MATCH (alone:Request)
       WHERE NOT EXISTS { MATCH (alone:Request)<-[:OPENS]-(:Comment) }
       RETURN {label: 'Request', node: alone.id}
     } + COLLECT {
       MATCH (alone:User)
       WHERE NOT EXISTS { MATCH (alone:User)-[:WROTE]->(:Comment) }
         AND NOT EXISTS { MATCH (alone:User)<-[:MENTIONS]-(:Comment) }
         AND NOT EXISTS { MATCH (alone:User)-[:WORDED]->(:Proposal) }
         AND NOT EXISTS { MATCH (alone:User)-[:DECLARES_INTEREST_IN]->(:Article) }
         AND NOT EXISTS { MATCH (alone:User)-[:PERFORMED]->(:Action) }
       RETURN {label: 'User', node: alone.id}
     } + COLLECT {
       MATCH (alone:Source)
       WHERE NOT EXISTS { MATCH (alone:Source)<-[:CITES]-(:Comment) }
       RETURN {label: 'Source', node: alone.id}
     } + COLLECT {
       MATCH (alone:Policy)
       WHERE NOT EXISTS { MATCH (alone:Policy)<-[:INVOKES]-(:Comment) }
       RETURN {label: 'Policy', node: alone.id}
     } + COLLECT {
       MATCH (alone:Article)
       WHERE NOT EXISTS { MATCH (alone:Article)<-[:DISCUSSES]-(:Page) }
         AND NOT EXISTS { MATCH (alone:Article)<-[:LINKS_TO]-(:Comment) }
         AND NOT EXISTS { MATCH (alone:Article)<-[:DECLARES_INTEREST_IN]-(:User) }
       RETURN {label: 'Article', node: alone.id}
     } + COLLECT {
       MATCH (alone:Action)
       WHERE NOT EXISTS { MATCH (:Page {id: alone.page}) }
       RETURN {label: 'Action', node: alone.id}
     } + COLLECT {
       MATCH (alone:ArticleRevision)
       WHERE NOT EXISTS { MATCH (alone:ArticleRevision)<-[:ADOPTED_IN|REMOVED_IN]-(:Proposal) }
         AND NOT EXISTS { MATCH (alone:ArticleRevision)<-[:BROUGHT_IN|TAKEN_OUT]-(:Source) }
       RETURN {label: 'ArticleRevision', node: alone.id}
     } AS lost
UNWIND lost AS found
RETURN found.label AS label, found.node AS node_id
ORDER BY label, node_id;
