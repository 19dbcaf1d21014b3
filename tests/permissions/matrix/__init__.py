"""Who may ever be shown what: every address × person × state of the record, held against a table.

`table` is for people to read. The rest asks: `people` are those who ask, `records` what they ask
about, `addresses` where, `asking` how, and `planted` takes one of the two walls away.
"""
