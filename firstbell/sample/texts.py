"""What officers write and children say in the sample's incidents.

Invented, sober and brief: enough for the pages to look as they will, no more than a school would
be told. Each text fits the adults and the age that it stands beside; who gets which is for
`incidents`.
"""

import random


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(one.split()) for one in text.strip().split("\n\n"))


OF_A_PARTNER = _paragraphs("""
Neighbours called police after hearing shouting and a door being struck. The parents had argued
about money and he had pushed her in the hallway.

Officers were called to an argument over a mobile telephone. The telephone had been taken from her
and broken.

The mother had been grabbed by the arm and had reddening. She asked for her partner to be made to
leave and he left before police came.

A relative called because she could not reach her sister. Officers found that the sister had been
kept from leaving the house during an argument.

Her partner had been drinking and shouted at the mother. A child of the house called 999.

A silent 999 call was traced to the address. The mother said that she had been followed from room
to room and had locked herself in the bathroom.

The grandmother reported that her son had damaged the kitchen during an argument with his wife.
Cupboards and a chair were broken.

A taxi driver reported an assault in the back of his car. The mother had been slapped. Other
relatives were looking after the household at the time.

The mother disclosed to a nurse that her partner had hurt her the night before. Police attended
the hospital and later the home.

The partner had taken the mother's bank card and car keys and would not give them back.

The mother had been told that she could not leave. She left by the back door and called from a
house nearby.

The mother and others had shut themselves in an upstairs room, and the door had been forced.
Nobody was hurt.

The mother's partner held her by the wrists during an argument about his leaving. She had bruising
that was some days old.

The mother called because her partner had said that he would harm himself if she left.

The mother had been made to hand over her telephone each evening. She asked a colleague to call
police.

An argument about bedtime became physical between the adults. The mother had a scratch to her
neck.

The parents argued about immigration papers, which the husband had kept from his wife.

The husband had locked his wife out of the house overnight. She sat in the car until it was light.
""")
"""The woman of the house was harmed by the man who lives with her."""

OF_A_FORMER_PARTNER = _paragraphs("""
The mother reported that her former partner came to the house without being asked, refused to
leave and banged on the windows until police came.

The mother came to the police station to report repeated messages and threats from her former
partner over the past two weeks.

The former partner was seen outside the house in a parked car for over an hour. The mother fears
him and did not go out.

The former partner breached an order by calling at the house with presents.

The mother reported threats by her former partner to share private pictures. The threats were made
by message.

The former partner followed the family home from the shops and shouted at them from the pavement.

The mother returned from a refuge to collect clothes and met her former partner at the house. He
blocked the stairs until somebody from next door came.

The mother's former partner telephoned her more than forty times during the night and then came to
the door.

A previous partner used a key that he should no longer have. He left when the mother said that she
had called police.

The mother and her former partner met to hand over belongings and argued in the street. He took
hold of her coat and would not let go.

The former partner had let down the tyres of the mother's car and left a note on it.

The former partner came to a birthday party to which he was not invited, and would not leave.
""")
"""The woman of the house was harmed by a man who no longer lives there."""

OF_A_MAN = _paragraphs("""
The father reported that a plate had been thrown, which broke beside him. He had a small cut to
his hand and did not want an ambulance.

The father reported that he had been struck on the back. He did not wish to make a statement.

Police were called by the ambulance service. The father had fallen during a struggle and had a
head wound that was treated at the house.

The father said that he had been shouted at for some hours and that his telephone had been thrown
from a window.

The father reported that he had been scratched in the face during an argument about the rent.

The father called from his car. He had been told that he would not see the family again and his
clothes had been cut up.
""")
"""The man was harmed."""

OF_BOTH = _paragraphs("""
A verbal argument between the adults about arrangements for the weekend. No injury was seen or
reported.

Police attended because of loud music and found that the adults had argued. One of them was upset
and did not want to say why.

A passer-by reported shouting beside a parked car. Both adults were found nearby and said that it
was an argument about a relative.

The adults argued in the car. The driver stopped on the hard shoulder and the other walked to an
emergency telephone.

Each adult says that the other shouted and threw things. The living room was in disorder.

Both adults had been drinking at a family party. There was pushing in the garden and guests
stepped between them.

A young person in the house called a helpline, who called police. The adults were found arguing in
the kitchen.

A family member living abroad called police after seeing an argument on a video call.

Officers on patrol saw an argument outside a takeaway. The rest of the family were in the car with
the engine running.

Argument about who should have the car. A window of it was broken and one adult had glass in their
sleeve but no injury.

Argument about a late return from a visit. One adult would not open the door to the other until
police came.
""")
"""Anybody may have been harmed."""

UNITS = ("Tarn Response", "Ferry Response", "Moss Neighbourhoods", "Harbour Response")

CUSTODY = (
    ("in custody", "The suspect was arrested and is in custody."),
    ("in custody", "The suspect was arrested at the scene."),
    ("released on bail", "The suspect was later released on bail."),
    ("not yet found", "The suspect had left and has not yet been found."),
    ("spoken to, no arrest", "Both adults were spoken to and no arrest was made."),
    ("spoken to, no arrest", "Words of advice were given and one adult left for the night."),
    ("to attend voluntarily", "The suspect is to attend the police station by appointment."),
)
"""The suspect's status and the sentence that goes with it."""

CONDITIONS = _paragraphs("""
Bail conditions: not to contact the victim, directly or through others, and not to go within 100
metres of the home or of any school.

Bail conditions: not to go to the home. May see the family only with a relative whom the social
worker names.

Protection notice for 48 hours: must not come to the home.

Bail conditions: not to approach any school that the family uses.
""")

NAMES_OTHERS = (
    "{circumstances} {other}, who was staying the night, was also in the house and was taken home"
    " by {other_parent}."
)

SAFE_CONTACT = (
    "Text only, between 9:30 and 14:30 on weekdays.",
    "Call the work number; never the home.",
    "Do not leave a voice message.",
    "Through a sister, who has agreed to pass on messages.",
    "",
)

VICTIM_TOLD = (
    "Told that schools will be informed.",
    "Told, and content that schools know.",
    "Not yet told.",
    "",
)

_WORDS = (
    "“They were shouting again.”",
    "“I don't want to talk about it.”",
    "“Is Mum going to be all right?”",
    "“I heard a bang and came down and somebody was crying.”",
    "“I was asleep. I didn't hear anything.”",
    "“It's always sorry after.”",
    "“I rang because nobody else was going to.”",
    "“I'm fine. Can I go back to my game?”",
    "“I didn't like the shouting.”",
    "“It happens every time they drink.”",
    "“I just want it to stop.”",
    "“We sat in the car and waited.”",
    "“They think we can't hear but we can.”",
    "“I put my headphones on.”",
    "Did not wish to speak to the officer.",
)
_WORDS_OF_YOUNGER = (
    "“I put my pillow over my ears.”",
    "“I hid behind the sofa with the dog.”",
    "“It's my fault, I was too loud.”",
    "“I want to go to Nan's.”",
    "“Can somebody tell my teacher I haven't done my reading?”",
    "“Where has Daddy gone?”",
    "“I counted to a hundred and then it was quiet.”",
    "“Can I keep my light on?”",
    "“I'm not hungry.”",
    "“My tummy hurts when they do that.”",
)
_WORDS_OF_OLDER = (
    "“Please don't tell my form tutor.”",
    "“I stood in the doorway so nobody could get past.”",
    "“I've got a test tomorrow and I haven't slept.”",
    "“I turned the telly up so the little ones couldn't hear.”",
    "“I held the baby.”",
    "“I've said it before and nothing changed.”",
    "“I'm not leaving Mum on her own.”",
    "“I know what to do, I've done it before.”",
    "“Who is going to find out?”",
)
TOO_YOUNG = "Too young to be spoken to."

_PRESENTATION = (
    "Quiet, stayed close to a parent.",
    "Tearful, settled after a few minutes.",
    "Withdrawn, would not look at the officer.",
    "Well dressed, clean, anxious about the police being there.",
    "Shaking at first, calmer after some water.",
    "Upset about the dog.",
    "No injuries seen; complained of a headache.",
    "Appeared frightened of raised voices.",
)
ASLEEP = "Asleep and not woken; seen and appeared well."
_PRESENTATION_OF_YOUNGER = (
    "Calm and playing when officers arrived.",
    "Chatty and keen to show toys.",
    "Clung to a relative.",
    "In pyjamas, cold, wrapped in a blanket by the officer.",
)
_PRESENTATION_OF_OLDER = (
    "Angry, left the room twice.",
    "Tired, still in school clothes.",
    "Looked after the younger ones throughout.",
    "Polite, spoke little.",
)
_OLDER_FROM = 10

WHERE = (
    "upstairs in the bedroom",
    "in the same room",
    "on the stairs",
    "in the kitchen",
    "in the car",
    "in the garden",
    "in the next room",
    "in bed",
)

NEEDS = (
    "Uses hearing aids.",
    "Has a speech delay; give time to answer.",
    "Autistic; prefers one adult at a time.",
    "Selective mutism; may write instead.",
)

INTERPRETER = ("Not needed.", "Not needed.", "Needed; telephone interpreter used.")

EMPLOYERS = ("Quayside Stores", "Eastmarsh Bakery", "a care home", "self-employed", "a warehouse")


def circumstances(chance: random.Random, *, harmed: str, together: bool) -> str:
    """What happened; `harmed` is the sex of the victim, `together` whether the adults live so."""
    fitting = OF_A_MAN if harmed == "M" else OF_A_PARTNER if together else OF_A_FORMER_PARTNER
    return chance.choice(fitting + OF_BOTH)


def voice(chance: random.Random, age: int) -> str:
    """A child's words that fit its age."""
    return chance.choice(_WORDS + (_WORDS_OF_OLDER if age >= _OLDER_FROM else _WORDS_OF_YOUNGER))


def presentation(chance: random.Random, age: int) -> str:
    """How a child of that age seemed."""
    apart = _PRESENTATION_OF_OLDER if age >= _OLDER_FROM else _PRESENTATION_OF_YOUNGER
    return chance.choice(_PRESENTATION + apart)
