"""What officers write and children say in the sample's incidents.

Invented, sober and brief: enough for the pages to look as they will, no more than a school would
be told. Only texts stand here; who gets which is for `incidents`.
"""


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(one.split()) for one in text.strip().split("\n\n"))


CIRCUMSTANCES = _paragraphs("""
Neighbours called police after hearing shouting and a door being struck. The parents had argued
about money and he had pushed her in the hallway.

A verbal argument between the parents about contact arrangements at the weekend. No injury was
seen or reported.

The mother reported that her former partner came to the house without being asked, refused to
leave and banged on the windows until police came.

The father reported that his partner had thrown a plate, which broke beside him. He had a small
cut to his hand and did not want an ambulance.

Officers were called to an argument over a mobile telephone. The telephone had been taken from her
and broken.

The mother had been grabbed by the arm and had reddening. She asked for her partner to be made to
leave and he left before police came.

A relative called because she could not reach her sister. Officers found that the sister had been
kept from leaving the house during an argument.

The parents, who live apart, met to hand over the children and argued in the street.

The step-father had been drinking and shouted at the mother. The oldest child called 999.

The mother attended the police station counter to report repeated messages and threats from her
former partner over the past two weeks.

A silent 999 call was traced to the address. The mother said that she had been followed from room
to room and had locked herself in the bathroom.

The grandmother reported that her son had damaged the kitchen during an argument with his wife.
Cupboards and a chair were broken.

The former partner was seen outside the house in a parked car for over an hour. The mother fears
him and did not go out.

Argument between the mother and her adult son, who lives in the house. He punched a wall and left
on foot.

The father's new partner called police because of an argument at his flat while the children were
staying there.

A taxi driver reported an assault in the back of his car. The mother had been slapped. The
children were at home with an aunt.

The mother disclosed to a nurse that her partner had hurt her the night before. Police attended
the hospital and later the home.

Police attended because of loud music and found that the parents had argued. The mother was upset
and did not want to say why.

The partner had taken the mother's bank card and car keys and would not give them back.

The mother had been told that she could not leave with the children. She left by the back door and
called from a neighbour's house.

A passer-by reported a man shouting at a woman with a pushchair. Both were found nearby and said
that it was an argument about a relative.

The parents argued in the car. The father stopped on the hard shoulder and the mother walked to an
emergency telephone.

The former partner breached an order by calling at the house with presents for the children.

The mother reported threats to share private pictures. The threats were made by message.

An argument about a late return of the children. The father would not let the mother into the flat
to collect them until police came.

The children's uncle, who was staying in the house, threatened the father with a kitchen tool and
was led out by another relative.

A door had been forced. The mother and children were in an upstairs room. Nobody was hurt.

The mother's partner held her by the wrists during an argument about his leaving. She had bruising
that was some days old.

The parents are separating and still share the house. Each says that the other shouted and threw
things. The living room was in disorder.

Both parents had been drinking at a family party. There was pushing in the garden and guests
stepped between them.

The father reported that his wife had struck him on the back. He did not wish to make a statement.

The mother called because her partner had said that he would harm himself if she left.

A teenager in the house called a helpline, who called police. The parents were found arguing in
the kitchen.

The former partner followed the mother and children home from the shops and shouted at them from
the pavement.

The mother returned from a refuge to collect clothes and met her husband at the house. He blocked
the stairs until a neighbour came.

The grandfather, who has care of the children, called because their mother had arrived and was
banging on the door.

The mother had been made to hand over her telephone each evening. She asked a friend to call
police.

An argument about a child's bedtime became physical between the adults. The mother had a scratch
to her neck.

Police were called by the ambulance service. The father had fallen during a struggle and had a
head wound that was treated at the house.

The mother's former partner telephoned her more than forty times during the night and then came to
the door.

The parents argued about immigration papers, which the husband had kept from his wife.

The step-mother reported that her husband had locked her out of the house overnight.

A family member living abroad called police after seeing an argument on a video call.

Officers on patrol saw an argument outside a takeaway. The children were in the car with the
engine running.

The mother's brother had come to the house and threatened her over her divorce.

A previous partner used a key that he should no longer have. He left when the mother said that she
had called police.
""")
"""What happened."""

CUSTODY = (
    ("in custody", "He was arrested and is in custody."),
    ("in custody", "The suspect was arrested at the scene."),
    ("released on bail", "The suspect was later released on bail."),
    ("not yet found", "The suspect had left and has not yet been found."),
    ("spoken to, no arrest", "Both adults were spoken to and no arrest was made."),
    ("spoken to, no arrest", "Words of advice were given and one adult left for the night."),
    ("to attend voluntarily", "The suspect is to attend the police station by appointment."),
)
"""The suspect's status and the sentence that goes with it."""

CONDITIONS = _paragraphs("""
Bail conditions: not to contact the mother, directly or through others, and not to go within 100
metres of the home or the school.

Bail conditions: not to go to the home address. May see the children only with a relative whom the
social worker names.

Protection notice for 48 hours: must not come to the home.

Bail conditions: not to approach any school that the children attend.
""")

NAMES_OTHERS = _paragraphs("""
{circumstances} {other}, a school friend who was staying the night, was also in the house and was
taken home by {other_parent}.

{circumstances} The call was made by {other}, a neighbour's child, from next door.
""")

SAFE_CONTACT = (
    "Text only, between 9:30 and 14:30 on weekdays.",
    "Call the mother's work number; never the home.",
    "Do not leave a voice message.",
    "Through her sister, who has agreed to pass on messages.",
    "",
)

VICTIM_TOLD = (
    "Told that the children's schools will be informed.",
    "Told, and content that the schools know.",
    "Not yet told.",
    "",
)

VOICE = (
    "“I put my pillow over my ears.”",
    "“They were shouting again. I took my brother upstairs.”",
    "“I don't want to talk about it.”",
    "“Is Mum going to be all right?”",
    "“I heard a bang and came down and Mum was crying.”",
    "“I was asleep. I didn't hear anything.”",
    "“He always says sorry after.”",
    "“I rang because nobody else was going to.”",
    "“Will he be here when I get home from school?”",
    "“I hid behind the sofa with the dog.”",
    "“It's my fault, I was too loud.”",
    "“I'm fine. Can I go back to my game?”",
    "“I want to go to Nan's.”",
    "“Please don't tell my teacher.”",
    "“Can somebody tell my teacher I haven't done my reading?”",
    "“I didn't like the shouting.”",
    "“Dad was cross about the car.”",
    "“I turned the telly up so my sister couldn't hear.”",
    "“I'm not hungry.”",
    "“Where has Daddy gone?”",
    "“I stood in the doorway so he couldn't get past.”",
    "“It happens every time they drink.”",
    "“I've got a test tomorrow and I haven't slept.”",
    "“I just want it to stop.”",
    "“He broke Mum's phone so I used mine.”",
    "“I counted to a hundred and then it was quiet.”",
    "“We sat in the car and waited.”",
    "“I held the baby.”",
    "“I don't know what happened, I had my headphones on.”",
    "“Can I keep my light on?”",
    "“They think we can't hear but we can.”",
    "“I told Mum to leave him.”",
    "Did not wish to speak to the officer.",
    "Too young to be spoken to.",
)
"""The child's words as written down; the last is for the youngest."""

PRESENTATION = (
    "Quiet, stayed close to the mother.",
    "Tearful, settled after a few minutes.",
    "Calm and playing when officers arrived.",
    "Withdrawn, would not look at the officer.",
    "Angry, left the room twice.",
    "Asleep and not woken; seen and appeared well.",
    "Well dressed, clean, anxious about the police being there.",
    "Tired, still in school clothes.",
    "Chatty and keen to show toys.",
    "Shaking at first, calmer with the aunt.",
    "Looked after the younger children throughout.",
    "Clung to a brother.",
    "Polite, said little.",
    "Upset about the dog.",
    "No injuries seen; complained of a headache.",
    "Appeared frightened of raised voices.",
)

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
