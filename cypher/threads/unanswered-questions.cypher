// question: Which questions and pings got no answer from anyone else?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: since datetime = null: only comments at or after this time, UTC
// column: page string: title of the page
// column: section string: heading of the section
// column: user string: name of the user who asked
// column: time datetime: when, UTC
// column: asks bool: the text has a question mark at the end of a word; one inside an address does not count
// column: pinged string[]: names of the users it pings, or names after an @
// column: text string: the whole comment; no comment but the asker's own answers it directly
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: people
// since: 0.1.0

// A question mark counts where no letter or sign of an address follows it; the wide and the Arabic one always do.
// Answers by the asker are subtracted rather than sought, so that a comment without an author works too.
MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
  AND ($since IS NULL OR comment.timestamp >= datetime($since))
WITH talk, place, comment, EXISTS {
       MATCH (comment:Comment)-[mention:MENTIONS]->(:User) WHERE mention.kind IN ['ping', 'at']
     } AS pings,
     (comment.text CONTAINS '?' OR comment.text CONTAINS '？' OR comment.text CONTAINS '؟')
       AND comment.text =~ '(?s).*([?](?![^\\s?!.,;:)"”’»\\]])|[？؟]).*' AS asks
WHERE asks OR pings
OPTIONAL MATCH (author:User)-[:WROTE {role: 'author'}]->(comment:Comment)
WITH talk, place, comment, author, pings, asks,
     COUNT { MATCH (comment:Comment)<-[:REPLIES_TO]-(:Comment) } AS replies,
     COUNT { MATCH (comment:Comment)<-[:REPLIES_TO]-(:Comment)<-[:WROTE]-(replier:User) WHERE replier.id = author.id } AS own
WHERE replies = own
RETURN talk.title AS page, place.heading AS section, author.name AS user, comment.timestamp AS time, asks,
       CASE WHEN NOT pings THEN [] ELSE COLLECT {
         MATCH (comment:Comment)-[mention:MENTIONS]->(other:User) WHERE mention.kind IN ['ping', 'at']
         RETURN other.name ORDER BY other.name, other.id
       } END AS pinged,
       comment.text AS text, coalesce(comment.url, comment.id) AS link
ORDER BY time, talk.id, comment.position, comment.id;
