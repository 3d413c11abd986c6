// question: Which users may be one, for their names differ only in case, spaces or signs?
// column: name string: the name without case, spaces and signs
// column: users string[]: ids of the users
// column: comments int: number of comments that they signed
// caveat: Users of the same name on two wikis are often, not always, the same person.
// cost: store
// since: 0.1.0

MATCH (person:User)
WITH person, toLower(replace(replace(replace(replace(person.name, ' ', ''), '_', ''), '-', ''), '.', '')) AS name,
     COUNT { MATCH (person:User)-[:WROTE]->(:Comment) } AS signed
ORDER BY person.id
WITH name, collect(person.id) AS users, sum(signed) AS comments
WHERE size(users) > 1
RETURN name, users, comments
ORDER BY comments DESC, name;
