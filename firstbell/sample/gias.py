"""The establishments and links of the sample borough in the shape of the national files.

The columns are those of a real `edubasealldata` file, in its order, its dates and its Windows-1252;
cells that nothing reads are left blank, as many are in the real file.
"""

import csv
import io
from collections import Counter
from datetime import date

from firstbell.sample.model import Borough, Establishment, Link
from firstbell.sample.places import COUNCILS, NEIGHBOURHOODS

ENCODING = "cp1252"
_PAIRS = "code name"
_HEADER = """
URN|LA#|EstablishmentNumber|EstablishmentName|TypeOfEstablishment#|EstablishmentTypeGroup#
|EstablishmentStatus#|ReasonEstablishmentOpened#|OpenDate|ReasonEstablishmentClosed#|CloseDate
|PhaseOfEducation#|StatutoryLowAge|StatutoryHighAge|Boarders#|NurseryProvision (name)
|OfficialSixthForm#|Gender#|ReligiousCharacter#|ReligiousEthos (name)|Diocese#|AdmissionsPolicy#
|SchoolCapacity|SpecialClasses#|CensusDate|NumberOfPupils|NumberOfBoys|NumberOfGirls|PercentageFSM
|TrustSchoolFlag#|Trusts#|SchoolSponsorFlag (name)|SchoolSponsors (name)|FederationFlag (name)
|Federations#|UKPRN|FEHEIdentifier|FurtherEducationType (name)|LastChangedDate|Street|Locality
|Address3|Town|County (name)|Postcode|SchoolWebsite|TelephoneNum|HeadTitle (name)|HeadFirstName
|HeadLastName|HeadPreferredJobTitle|BSOInspectorateName (name)|InspectorateReport
|DateOfLastInspectionVisit|NextInspectionVisit|TeenMoth (name)|TeenMothPlaces|CCF (name)
|SENPRU (name)|EBD (name)|PlacesPRU|FTProv (name)|EdByOther (name)|Section41Approved (name)
|SEN1 (name)|SEN2 (name)|SEN3 (name)|SEN4 (name)|SEN5 (name)|SEN6 (name)|SEN7 (name)|SEN8 (name)
|SEN9 (name)|SEN10 (name)|SEN11 (name)|SEN12 (name)|SEN13 (name)
|TypeOfResourcedProvision (name)|ResourcedProvisionOnRoll|ResourcedProvisionCapacity|SenUnitOnRoll
|SenUnitCapacity|GOR#|DistrictAdministrative#|AdministrativeWard#|ParliamentaryConstituency#
|UrbanRural#|GSSLACode (name)|Easting|Northing|MSOA (name)|LSOA (name)|InspectorateName (name)
|SENStat|SENNoStat|PropsName|PreviousLA#|PreviousEstablishmentNumber|RSCRegion (name)
|Country (name)|UPRN|SiteName|QABName#|EstablishmentAccredited#|QABReport|CHNumber|MSOA (code)
|LSOA (code)|FSM|AccreditationExpiryDate
"""


def _columns() -> list[str]:
    found: list[str] = []
    for name in _HEADER.replace("\n", "").split("|"):
        if name.endswith("#"):
            found += [f"{name[:-1]} ({part})" for part in _PAIRS.split()]
        else:
            found.append(name)
    return found


COLUMNS = _columns()
LINK_COLUMNS = ["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"]
TYPES = {
    "01": ("Community school", "4"),
    "02": ("Voluntary aided school", "4"),
    "03": ("Voluntary controlled school", "4"),
    "05": ("Foundation school", "4"),
    "07": ("Community special school", "5"),
    "08": ("Non-maintained special school", "5"),
    "10": ("Other independent special school", "5"),
    "11": ("Other independent school", "3"),
    "14": ("Pupil referral unit", "4"),
    "15": ("Local authority nursery school", "4"),
    "18": ("Further education", "1"),
    "28": ("Academy sponsor led", "10"),
    "30": ("Welsh establishment", "6"),
    "33": ("Academy special sponsor led", "10"),
    "34": ("Academy converter", "10"),
    "35": ("Free schools", "11"),
    "40": ("University technical college", "11"),
    "41": ("Studio schools", "11"),
    "43": ("Academy alternative provision sponsor led", "10"),
    "45": ("Academy 16-19 converter", "10"),
}
_GROUPS = {
    "1": "Colleges",
    "3": "Independent schools",
    "4": "Local authority maintained schools",
    "5": "Special schools",
    "6": "Welsh schools",
    "10": "Academies",
    "11": "Free Schools",
}
_PHASES = {
    "nursery": ("1", "Nursery"),
    "primary": ("2", "Primary"),
    "infant": ("2", "Primary"),
    "junior": ("2", "Primary"),
    "secondary": ("4", "Secondary"),
    "fe": ("6", "16 plus"),
    "sixth": ("6", "16 plus"),
    "all-through": ("7", "All-through"),
}
_FAITHS = {
    "none": ("00", "Does not apply"),
    "cofe": ("02", "Church of England"),
    "catholic": ("03", "Roman Catholic"),
}


def gias_date(day: date | None) -> str:
    """A date as the national files write it; blank where unknown."""
    return day.strftime("%d-%m-%Y") if day else ""


def establishments_csv(borough: Borough) -> bytes:
    """The establishments file."""
    rolls = Counter(
        (row.urn, kid.sex)
        for kid in borough.pupils
        for row in kid.registrations
        if row.is_current(borough.monday)
    )
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", quoting=csv.QUOTE_NONNUMERIC)
    writer.writeheader()
    for one in borough.establishments:
        girls, boys = rolls[one.urn, "F"], rolls[one.urn, "M"]
        row: dict[str, str | int] = {
            **_identity(one),
            **_place(one),
            **_particulars(one, borough.monday),
        }
        if girls + boys:
            row["NumberOfPupils"] = str(girls + boys)
            row["NumberOfBoys"], row["NumberOfGirls"] = str(boys), str(girls)
        writer.writerow(row)
    return text.getvalue().encode(ENCODING)


def _identity(one: Establishment) -> dict[str, str | int]:
    kind, group = TYPES[one.type_code]
    closed = one.status == "closed"
    phase = _PHASES.get(one.stage, ("0", "Not applicable"))
    return {
        "URN": int(one.urn),
        "LA (code)": one.council,
        "LA (name)": COUNCILS[one.council].name,
        "EstablishmentNumber": one.number,
        "EstablishmentName": one.name,
        "TypeOfEstablishment (code)": one.type_code,
        "TypeOfEstablishment (name)": kind,
        "EstablishmentTypeGroup (code)": group,
        "EstablishmentTypeGroup (name)": _GROUPS[group],
        "EstablishmentStatus (code)": "2" if closed else "1",
        "EstablishmentStatus (name)": "Closed" if closed else "Open",
        "ReasonEstablishmentOpened (code)": "00",
        "ReasonEstablishmentOpened (name)": "Not applicable",
        "OpenDate": gias_date(one.opened_on),
        "ReasonEstablishmentClosed (code)": "99" if closed else "00",
        "ReasonEstablishmentClosed (name)": "Does not apply" if closed else "Not applicable",
        "CloseDate": gias_date(one.closed_on),
        "PhaseOfEducation (code)": phase[0],
        "PhaseOfEducation (name)": phase[1],
        "StatutoryLowAge": str(one.low_age),
        "StatutoryHighAge": str(one.high_age),
    }


def _place(one: Establishment) -> dict[str, str | int]:
    council = COUNCILS[one.council]
    return {
        "Street": one.street,
        "Locality": NEIGHBOURHOODS[one.neighbourhood],
        "Town": one.town,
        "Postcode": one.postcode,
        "SchoolWebsite": f"www.{one.slug}",
        "TelephoneNum": one.phone.replace(" ", ""),
        "DistrictAdministrative (code)": council.laua,
        "DistrictAdministrative (name)": council.name,
        "GSSLACode (name)": council.laua,
        "Country (name)": council.country,
    }


def _particulars(one: Establishment, monday: date) -> dict[str, str | int]:
    title, first, last = one.head
    faith = _FAITHS[one.faith]
    nursery = one.stage == "nursery" or "nursery-class" in one.tags
    sixth = one.stage == "secondary" and one.high_age > 16
    college = one.stage == "fe"
    return {
        "Boarders (code)": "1",
        "Boarders (name)": "No boarders",
        "NurseryProvision (name)": "Has Nursery Classes" if nursery else "No Nursery Classes",
        "OfficialSixthForm (code)": "1" if sixth else "2",
        "OfficialSixthForm (name)": "Has a sixth form" if sixth else "Does not have a sixth form",
        "Gender (code)": "3",
        "Gender (name)": "Mixed",
        "ReligiousCharacter (code)": faith[0],
        "ReligiousCharacter (name)": faith[1],
        "CensusDate": gias_date(date(monday.year, 1, 15)),
        "UKPRN": f"19{one.urn}" if college else "",
        "FurtherEducationType (name)": (
            "General Further Education College" if college else "Not applicable"
        ),
        "LastChangedDate": gias_date(date(monday.year, 9, 1)),
        "HeadTitle (name)": title,
        "HeadFirstName": first,
        "HeadLastName": last,
        "HeadPreferredJobTitle": "Principal" if college else "Headteacher",
        "PreviousLA (code)": "999",
    }


def links_csv(links: list[Link]) -> bytes:
    """The links file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(LINK_COLUMNS)
    for row in links:
        since = gias_date(row.established_on)
        numbers = (int(row.urn), int(row.link_urn))
        writer.writerow([*numbers, row.link_name, row.link_type, since])
    return text.getvalue().encode(ENCODING)
