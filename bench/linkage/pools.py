"""Names for invented families: hand-written pools, skewed as real ones are, commonest first.

Nobody in here is anybody. Surnames beyond the common ones are composed of two halves.
"""

from itertools import product


def _listed(names: str) -> list[str]:
    return names.split()


BRITISH_GIRLS = _listed(
    """
    olivia amelia isla ava ivy freya lily florence mia willow rosie sophia isabella grace daisy
    sienna poppy elsie emily ella evelyn phoebe evie charlotte harper millie matilda maya sofia
    alice emma luna isabelle aria violet eva ruby chloe orla eleanor aurora scarlett hallie
    penelope erin bonnie elizabeth thea jessica robyn ada nancy molly imogen zara lottie holly
    lucy abigail georgia hannah martha beatrice summer amber harriet rebecca katie bethany megan
    lauren jasmine lola heidi iris maeve edith margot annabelle rose darcie arabella eliza clara
    lyla esme mabel ottilie delilah ellie anna sarah catherine victoria madison francesca amy
    lydia niamh tilly
    """
)
BRITISH_BOYS = _listed(
    """
    noah oliver george arthur leo luca theodore oscar freddie archie theo henry alfie charlie
    thomas finley jack tommy jude albie harry roman joshua rory reuben jacob william lucas isaac
    ezra louie teddy hugo alexander james arlo edward daniel elijah max reggie mason hudson
    harrison ronnie joseph toby logan samuel benjamin sebastian adam dylan ethan rowan jaxon
    caleb elliot frederick ralph bobby albert louis nathan luke harvey zachary jenson ollie
    blake otis stanley matthew christopher michael david robert callum connor ryan liam cameron
    kieran aidan gabriel dominic felix barnaby rupert patrick stephen andrew jonathan peter
    tobias vincent evan
    """
)
ASIAN_GIRLS = _listed(
    """
    fatima aisha maryam zainab khadija amina hafsa zara inaya hannah safiya sumayyah ayesha
    maria ruqayyah sara noor iqra mahnoor anaya zoya eshal aleena alina mariam laila amna hajra
    halima sana zahra samina saira rukhsana haniya iman aliza malaika nadia yasmin arooj asma
    bushra farah humaira javeria kiran lubna madiha nabila rabia sadia tahira uzma zeenat priya
    ananya diya simran jasleen harpreet kavya meera riya gurleen manpreet
    """
)
ASIAN_BOYS = _listed(
    """
    muhammad mohammed yusuf ibrahim ali adam hassan hussain zain ayaan abdullah hamza ahmed omar
    bilal isa yahya musa zakariya ismail haris umar usman rayyan eesa daniyal faisal imran
    khalid tariq abdul rahim karim idris luqman mustafa salman shahid tahir waleed yasin zubair
    saad talha sulaiman arham aryan mikaeel ilyas junaid kashif nabil qasim rashid sameer arjun
    rohan jaspreet gurpreet harjot karan vihaan aarav dev krishan
    """
)
POLISH_GIRLS = _listed(
    """
    julia zuzanna maja lena oliwia hanna zofia alicja maria amelia wiktoria aleksandra natalia
    nikola gabriela emilia antonina karolina katarzyna magdalena joanna agnieszka kornelia
    """
)
POLISH_BOYS = _listed(
    """
    jakub kacper antoni filip jan szymon franciszek mikolaj wojciech adam aleksander michal
    mateusz oskar patryk piotr stanislaw tomasz krzysztof dominik bartosz dawid sebastian
    """
)

BRITISH_COMMON = _listed(
    """
    smith jones williams brown taylor davies wilson evans thomas johnson roberts walker wright
    robinson thompson white hughes edwards green hall wood harris lewis martin jackson clarke
    clark turner hill scott cooper morris ward moore king watson baker harrison morgan patel
    young allen mitchell james anderson phillips lee bell parker davis bennett miller cook shaw
    cox richardson marshall collins carter griffiths stevens stephens reid read graham gray
    murphy kelly oneill campbell macdonald stewart mcintyre obrien ryan byrne walsh doyle
    pearson holmes palmer
    """
)
ASIAN_COMMON = _listed(
    """
    khan ahmed hussain ali begum malik akhtar mahmood iqbal shah rahman hussein mohammed miah
    uddin islam chowdhury choudhury sheikh siddiqui qureshi mirza butt rashid aziz bibi saeed
    hassan raza javed yousaf ashraf aslam anwar bashir nawaz rehman zaman patel singh kaur
    sharma mistry desai gill sandhu dhillon sidhu grewal bains
    """
)
POLISH_COMMON = _listed(
    """
    nowak kowalski wisniewski wojcik kowalczyk kaminski lewandowski zielinski szymanski wozniak
    dabrowski kozlowski jankowski mazur krawczyk piotrowski grabowski pawlak michalski
    """
)

_STARTS = _listed(
    """
    ash black bram brook burn cal carl chad clay cob cran dal den drake dun east elm fair farn
    fen flax fox gar glen gold green hale ham hart haw hazel heath hol horn kel kings lang lark
    leigh lin lock long mar mel mill moss nor oak old orm pem penn pick rad raven red rock row
    rush sand sel shel sil stan stock stow sut tar thorn tre wake wal wen west whit win wood wyn
    """
)
_ENDS = _listed(
    """
    bourne bridge bury by combe cott croft dale den field ford gate grove ham hurst land ley low
    man more mere ridge rick shaw stead stone thorpe ton wade ward water well wick worth yard
    """
)

COMPOSED = [start + end for start, end in product(_STARTS, _ENDS)]

STREETS = [
    f"{start} {kind}"
    for start, kind in product(
        _listed(
            "Mill Church Station Orchard Harbour Quarry Meadow Bishop Tanner Weaver Garden Priory"
        ),
        _listed("Lane Road Street Close Avenue Drive Crescent Way"),
    )
]
