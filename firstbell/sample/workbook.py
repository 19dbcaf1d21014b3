"""Writes a workbook (XLSX) of one sheet: texts, numbers, days and moments. Nothing but that."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from html import escape

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DAY, _MOMENT = 1, 2
"""Numbers of the two styles beside the plain one."""

_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/>'
    '<xf numFmtId="165" applyNumberFormat="1"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 a wall clock's
_WRITTEN = (1980, 1, 1, 0, 0, 0)
"""The time of every part, so that the same sheet is the same bytes."""


def workbook(name: str, above: Sequence[str], rows: Sequence[Mapping[str, object]]) -> bytes:
    """Return a workbook with lines of text above a table; its columns are those of its rows."""
    table: list[Sequence[object]] = [[line] for line in above]
    table.append(list(rows[0]))
    table += [list(row.values()) for row in rows]
    lines = "".join(
        f'<row r="{number}">{"".join(_cell(each, at, number) for at, each in enumerate(row))}</row>'
        for number, row in enumerate(table, 1)
    )
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>'
        f'<sheet name="{escape(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            {"rId1": ("worksheet", "worksheets/sheet1.xml"), "rId2": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{lines}'
        "</sheetData></worksheet>",
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for part, text in parts.items():
            package.writestr(
                zipfile.ZipInfo(part, _WRITTEN), text, compress_type=zipfile.ZIP_DEFLATED
            )
    return made.getvalue()


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="{id_}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
        for id_, (kind, target) in targets.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _cell(value: object, at: int, number: int) -> str:
    place = f'r="{_letters(at)}{number}"'
    if value == "":
        return ""
    if isinstance(value, datetime):
        return f'<c {place} s="{_MOMENT}"><v>{_serial(value)}</v></c>'
    if isinstance(value, date):
        midnight = datetime(value.year, value.month, value.day)  # noqa: DTZ001
        return f'<c {place} s="{_DAY}"><v>{_serial(midnight)}</v></c>'
    if isinstance(value, int):
        return f"<c {place}><v>{value}</v></c>"
    text = f'<t xml:space="preserve">{escape(str(value))}</t>'
    return f'<c {place} t="inlineStr"><is>{text}</is></c>'


def _serial(moment: datetime) -> str:
    since = moment - _EPOCH
    return str(since.days) if not since.seconds else repr(since.days + since.seconds / 86_400)


def _letters(at: int) -> str:
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
