FROM a:1 AS x
FROM b:1 as X
FROM c:1 AS scratch
FROM d:1 AS 1st
# expect: FROM 2:13
# expect: FROM 3:13
# expect: FROM 4:13
