"""What is printed: how many pages a PDF has and what stands on them, as Chromium writes one."""

import re
import zlib
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A printed document: its number of pages and its text, each run of words in order."""

    pages: int
    text: str


def read_paper(pdf: bytes) -> Paper:
    """Return what a PDF of Chromium's holds: its fonts say which letter each sign stands for."""
    objects = {
        int(number): body for number, body in re.findall(rb"(\d+) 0 obj\b(.*?)endobj", pdf, re.S)
    }
    pages = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]
    fonts = {
        name: _letters(_stream(objects[int(letters.group(1))]))
        for body in objects.values()
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", body)
        if (letters := re.search(rb"/ToUnicode (\d+) 0 R", objects.get(int(number), b"")))
    }
    words = [
        _words(_stream(objects[number]), fonts) for page in pages for number in _contents(page)
    ]
    return Paper(pages=len(pages), text=" ".join("".join(words).split()))


def _contents(page: bytes) -> list[int]:
    found = re.search(rb"/Contents (\d+) 0 R", page)
    return [int(found.group(1))] if found else []


def _stream(body: bytes) -> bytes:
    found = re.search(rb"stream\r?\n(.*)\r?\nendstream", body, re.S)
    if not found:
        return b""
    return zlib.decompress(found.group(1)) if b"FlateDecode" in body else found.group(1)


def _letters(table: bytes) -> dict[int, str]:
    """Return the letters of a font by sign, from its table of single signs and of ranges."""
    letters: dict[int, str] = {}
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.S):
        for sign, letter in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", part):
            letters[int(sign, 16)] = bytes.fromhex(letter.decode()).decode("utf-16-be")
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.S):
        for low, high, letter in re.findall(
            rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", part
        ):
            for step in range(int(high, 16) - int(low, 16) + 1):
                letters[int(low, 16) + step] = chr(int(letter, 16) + step)
    return letters


def _words(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    words, font = [], dict[int, str]()
    for name, signs, ends in re.findall(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|(\bET\b)", content):
        if name:
            font = fonts.get(name, {})
        elif signs:
            codes = range(0, len(signs), 4)
            words += [font.get(int(signs[at : at + 4], 16), "") for at in codes]
        elif ends:
            words.append(" ")
    return "".join(words)
